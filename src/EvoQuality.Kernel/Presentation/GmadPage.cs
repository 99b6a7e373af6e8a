using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>The pairs on which models contradict each other most, for eyes to decide: texts, tables and pictures for a page.</summary>
public static class GmadPage
{
    private const int Side = 224; // the pocket policy's picture, pixel by pixel: fine damage does not survive a smaller one

    /// <summary>The parts in their order: a text is Markdown, the rest tables and pictures.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="set">The pictures.</param>
    /// <param name="models">Two or more models' scores of them; every model attacks every other.</param>
    /// <param name="levels">As in <see cref="GmadContest.Of"/>.</param>
    /// <param name="pairs">As there.</param>
    /// <param name="tolerance">As there.</param>
    /// <exception cref="ArgumentException">There are fewer than two models; see also there.</exception>
    public static IEnumerable<object> Of(string title, ImageSet set, IReadOnlyList<ModelScores> models, int levels = 4, int pairs = 1, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count < 2) throw new ArgumentException($"Expected two models or more, found {models.Count}.", nameof(models));
        var contests = Contests(models, levels, pairs, tolerance);
        return Parts(title, set, models, contests, levels, tolerance);
    }

    /// <summary>Every model attacks every other; the two roles of two models follow each other.</summary>
    public static IReadOnlyList<GmadContest> Contests(IReadOnlyList<ModelScores> models, int levels = 4, int pairs = 1, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(models);
        return
        [
            .. from i in Enumerable.Range(0, models.Count)
               from j in Enumerable.Range(0, i)
               from contest in new[] { (Attacker: models[i], Defender: models[j]), (Attacker: models[j], Defender: models[i]) }
               select GmadContest.Of(contest.Attacker, contest.Defender, levels, pairs, tolerance),
        ];
    }

    private static IEnumerable<object> Parts(
        string title, ImageSet set, IReadOnlyList<ModelScores> models, IReadOnlyList<GmadContest> contests, int levels, double tolerance)
    {
        yield return Invariant($"""
            # {PlainMarkdown.Of(title)}

            {set.Images.Count} pictures ({PlainMarkdown.Of(set.Name)}), {models.Count} models: {string.Join(", ", models.Select(m => PlainMarkdown.Of(m.Name)))}. Instead of asking how well a model agrees with opinion
            scores on many pictures, look for the few that can prove it wrong: group maximum differentiation
            ([Ma et al., CVPR 2016](https://doi.org/10.1109/CVPR.2016.184)).

            In every pair below the **defender** holds both pictures equal (within {tolerance:0.##} standard deviations of its scores), while the **attacker** holds
            them as different as any such pair. The attacker's choice is on the left, framed. Look at the two:

            - You prefer the left one clearly: **the defender has failed** there. It does not see what you see.
            - You see no difference, or prefer the right one: **the attacker has failed**. It sees what is not there.

            The pairs are found in {levels} {(levels == 1 ? "level" : "levels")} of the defender's score, equally many pictures each, from worst to best. No opinion score takes part in the choice.

            ## How far the models agree
            """);
        yield return Tables.ModelAgreement(models);
        if (set.Images.Any(i => i.Mos is not null))
        {
            yield return """
                ## What the opinion scores say

                They took no part in the choice, so they may judge (the opinion of a generated scene is its declared quality). A mean gap well above 0 says that the attacks succeed: the defender missed a real difference. A
                gap near 0 or below says that the attacker was wrong. A few pairs are few: the table counts, it proves nothing.
                """;
            yield return Tables.GmadOutcome(contests, set.Images);
        }

        foreach (var contest in contests)
        {
            var (attacker, defender) = (contest.Attacker.Name, contest.Defender.Name);
            yield return $"## {Capital(attacker)} attacks {PlainMarkdown.Of(defender)}\n\n{Capital(defender)}: equal. {Capital(attacker)}: the left is better.";
            yield return new GmadGrid(contest, set.Images, Side);
        }
    }

    private static string Capital(string name) => PlainMarkdown.Of(char.ToUpperInvariant(name[0]) + name[1..]);
}
