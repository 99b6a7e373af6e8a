namespace EvoQuality.Handoff;

/// <summary>A row of TRL's data set: a line of <c>prompts.jsonl</c>. TRL puts the picture in front of the text.</summary>
/// <param name="Prompt">The question.</param>
/// <param name="Image">The picture's file, relative to the job or absolute.</param>
/// <param name="Picture">Its id.</param>
/// <param name="Partner">Id of the pair's other picture.</param>
/// <param name="Preference">p*(picture, partner).</param>
/// <param name="Step">Step that takes it.</param>
/// <param name="Pair">Number of the pair within the step.</param>
public sealed record TrlPrompt(
    IReadOnlyList<ChatMessage> Prompt, string Image, string Picture, string Partner, double Preference, int Step, int Pair);
