namespace EvoQuality.Handoff;

/// <summary>Where a job is to run.</summary>
/// <param name="Processes">Processes, one per device; each step's prompts are dealt out evenly among them.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>; null is the run's. TRL alone is asked: the others train on CUDA.</param>
/// <param name="ByReference">
/// Photographs and model folders are named by absolute path in place of being copied: for an engine on this machine or on one that
/// sees the same disk.
/// </param>
public sealed record JobPlacement(int Processes = 2, string? Device = null, bool ByReference = false)
{
    /// <summary>Checks the values against a job.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or a step's prompts cannot be dealt out evenly.</exception>
    public void Validate(TrainingJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (Device is not (null or "cpu" or "cuda")) throw new ArgumentException($"The device is '{Device}'; expected cpu or cuda.");
        var prompts = 2 * job.Online.PairsPerStep;
        if (Processes < 1 || prompts % Processes != 0)
            throw new ArgumentException($"Processes is {Processes}; expected a number that divides the {prompts} prompts of a step.");
    }
}
