namespace EvoQuality.Foundations.Queue;

/// <summary>What a worker did when it was asked to go on.</summary>
public enum WorkStep
{
    /// <summary>It took a batch, and the batch's answers are on the disk.</summary>
    Answered,

    /// <summary>All that is left is with other workers.</summary>
    Waiting,

    /// <summary>Nothing is left.</summary>
    Done,
}
