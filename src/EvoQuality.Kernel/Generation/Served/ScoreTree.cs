using System.Globalization;

namespace EvoQuality.Generation.Served;

/// <summary>
/// Reads the distribution of a directly answered score ("d.dd") from a server: the likeliest tokens after the prompt, then after each
/// beginning of a score that may stand there, until the score is complete. The product of token probabilities is that of the answer.
/// </summary>
internal static class ScoreTree
{
    private const int Whole = 4; // characters of "d.dd"
    private const string Digits = "0123456789";

    /// <param name="after">The likeliest tokens after the prompt and a begun answer.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="least">Beginnings less likely are left out.</param>
    /// <param name="hidden">Most probability that may hide behind the lists.</param>
    /// <exception cref="ServedException">More may hide.</exception>
    public static async Task<ScoreDistribution> ReadAsync(Func<string, Task<LikeliestTokens>> after, double temperature, double least, double hidden)
    {
        var (weights, unseen) = (new double[ScoreDistribution.Count], 0.0);
        var beginnings = new SortedDictionary<string, double>(StringComparer.Ordinal) { [""] = 1 };
        while (beginnings.Count > 0)
        {
            var read = await Task.WhenAll(beginnings.Keys.Select(after)).ConfigureAwait(false);
            var next = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach (var ((begun, probability), tokens) in beginnings.Zip(read))
            {
                var (listed, rest) = tokens.Listed(temperature, Expected(begun));
                unseen += probability * rest;
                foreach (var (token, share) in listed)
                {
                    var (text, product) = (begun + token, probability * share);
                    if (token.Length == 0 || !Begins(text)) continue;
                    if (text.Length == Whole) weights[Index(text)] += product;
                    else if (product >= least) next[text] = next.GetValueOrDefault(text) + product;
                }
            }

            beginnings = next;
        }

        return unseen <= hidden ? new ScoreDistribution(weights) : throw LikeliestTokens.Hidden(unseen);
    }

    /// <summary>Whether a text is a score from 1.00 to 5.00 with two decimals, or the beginning of one.</summary>
    private static bool Begins(string text) =>
        text.Length is > 0 and <= Whole
        && text[0] is >= '1' and <= '5'
        && (text.Length < 2 || text[1] == '.')
        && text.Skip(2).All(text[0] == '5' ? c => c == '0' : char.IsAsciiDigit);

    private static IEnumerable<string> Expected(string begun) =>
        Digits.Append('.').Where(c => Begins(begun + c)).Select(c => c.ToString());

    private static int Index(string score) => (int)Math.Round((double.Parse(score, CultureInfo.InvariantCulture) - 1) * 100);
}
