using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Foundations;

namespace EvoQuality.Handoff;

/// <summary>The constants of a job that no engine has a place for: <c>job.json</c>.</summary>
/// <param name="Kit">Version of this library.</param>
/// <param name="Version">Version of the run whose votes these are.</param>
/// <param name="Policy">Model folder that is trained, relative to the job or absolute.</param>
/// <param name="Reference">Model folder of the reference policy; null is the policy as it starts.</param>
/// <param name="Prompt">The question that goes with every picture.</param>
/// <param name="Steps">Steps.</param>
/// <param name="PairsPerStep">Pairs of a step.</param>
/// <param name="Group">Completions per prompt, G.</param>
/// <param name="Partners">Which partners enter Eq. 3.</param>
/// <param name="Gamma">Variance floor of Eq. 2.</param>
/// <param name="UnbiasedVariance">Variance over n - 1.</param>
/// <param name="RootEpsilon">Added under both roots of Eq. 3.</param>
/// <param name="FormatWeight">Weight of the format reward.</param>
/// <param name="Differences">What the engine does otherwise than this library would.</param>
public sealed record JobSettings(
    string Kit, int Version, string Policy, string? Reference, string Prompt, int Steps, int PairsPerStep, int Group, PartnerScope Partners,
    double Gamma, bool UnbiasedVariance, double RootEpsilon, double FormatWeight, IReadOnlyList<string> Differences)
{
    /// <summary>Reads a job's constants.</summary>
    /// <exception cref="FileNotFoundException">The folder is no job.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static JobSettings Read(string folder)
    {
        var file = Path.Combine(folder, TrainingJobFolder.SettingsName);
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected an exported job, but this file is missing.", file);
        try
        {
            return JsonSerializer.Deserialize<JobSettings>(File.ReadAllText(file), RunFolder.Format) is { Prompt: not null, Steps: > 0 } settings
                ? settings
                : throw new InvalidDataException($"{file}: expected the constants of an exported job, found none of its prompt or steps; a job of votes or scores is no exported one.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected a job's constants as JSON, but {e.Message}", e);
        }
    }

    internal static JobSettings Of(TrainingJob job, string policy, string? reference, IReadOnlyList<string> differences) => new(
        KitVersions.All["evoquality"], job.Version, policy, reference, job.Prompt, job.Steps, job.Online.PairsPerStep, job.Online.Group,
        job.Online.Partners, job.Online.Fidelity.Gamma, job.Online.Fidelity.UnbiasedVariance, job.Online.Fidelity.RootEpsilon,
        job.Online.FormatWeight, differences);
}
