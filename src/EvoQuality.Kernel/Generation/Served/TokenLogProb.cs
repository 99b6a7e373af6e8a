namespace EvoQuality.Generation.Served;

/// <summary>A token that might have stood at a place of an answer.</summary>
/// <param name="Token">Its text.</param>
/// <param name="LogProb">Its log-probability there, nats.</param>
public readonly record struct TokenLogProb(string Token, double LogProb);
