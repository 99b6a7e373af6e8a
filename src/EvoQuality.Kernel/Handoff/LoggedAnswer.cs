namespace EvoQuality.Handoff;

/// <summary>An answer that an engine rewarded, as its log has it.</summary>
/// <param name="Picture">Id of the picture.</param>
/// <param name="Partner">Id of the other picture of its row's pair.</param>
/// <param name="Text">What the policy said.</param>
/// <param name="Reward">What the engine trained on.</param>
public sealed record LoggedAnswer(string Picture, string Partner, string Text, double Reward);
