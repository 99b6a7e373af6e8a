namespace EvoQuality.Generation.Served;

/// <summary>What a served policy has asked for so far, and what that cost.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Retries">Attempts beyond the first.</param>
/// <param name="Answers">Answers received.</param>
/// <param name="Refusals">Answers that the server refused; they are abstentions.</param>
/// <param name="PromptTokens">Tokens of the prompts of all replies, of those that were not taken too, as the server counts.</param>
/// <param name="AnswerTokens">Tokens of their answers, as the server counts.</param>
/// <param name="Cost">Price of these tokens, in the currency of the options.</param>
/// <param name="Seconds">Since the first request.</param>
public sealed record ServedUsage(
    long Requests, long Retries, long Answers, long Refusals, long PromptTokens, long AnswerTokens, double Cost, double Seconds)
{
    /// <summary>Answers per second.</summary>
    public double Rate => Seconds > 0 ? Answers / Seconds : 0;

    /// <summary>One line for a person.</summary>
    public override string ToString() =>
        $"{Answers:N0} answers to {Requests:N0} requests ({Retries:N0} repeated, {Refusals:N0} refused), {Rate:N1} per second, "
        + $"{PromptTokens:N0} tokens in, {AnswerTokens:N0} out" + (Cost > 0 ? $", cost {Cost:N2}" : "");
}
