namespace EvoQuality.Foundations.Queue;

/// <summary>A line of a worker's log: the answer to one thing that a job asks.</summary>
/// <typeparam name="T">What the answer is.</typeparam>
/// <param name="Round">The job's round.</param>
/// <param name="Index">Number of what was asked, within the job.</param>
/// <param name="Answer">The answer, with all its samples.</param>
public sealed record AnswerLine<T>(int Round, int Index, T Answer);
