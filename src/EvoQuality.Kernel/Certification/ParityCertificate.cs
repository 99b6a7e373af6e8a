using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Certification;

/// <summary>Two answers to one question, side by side.</summary>
/// <param name="Name">The case.</param>
/// <param name="Pictures">The files.</param>
/// <param name="Ours">Our greedy answer.</param>
/// <param name="Theirs">transformers' greedy answer.</param>
public sealed record AnswerPair(string Name, IReadOnlyList<string> Pictures, string Ours, string Theirs);

/// <summary>Whether this kit and transformers compute the same with one model folder on the same picture files.</summary>
/// <param name="Passed">Whether every check passed.</param>
/// <param name="Dtype">Type of the weights.</param>
/// <param name="Device">Where ours ran.</param>
/// <param name="Versions">The programs.</param>
/// <param name="Files">SHA-256 of the model's files.</param>
/// <param name="Checks">Differences and tolerances.</param>
/// <param name="Answers">Greedy answers side by side.</param>
public sealed record ParityCertificate(
    bool Passed, string Dtype, string Device, IReadOnlyDictionary<string, string> Versions, IReadOnlyDictionary<string, string> Files,
    IReadOnlyList<ParityCheck> Checks, IReadOnlyList<AnswerPair> Answers)
{
    /// <summary>Name of its two files, without extension.</summary>
    public const string FileName = "certificate";

    /// <summary>Compares the answers of both programs in a folder.</summary>
    /// <param name="folder">Holds cases.json and both programs' files.</param>
    /// <exception cref="InvalidDataException">A file does not read, lacks a number, or belongs to another plan; the message names it.</exception>
    public static ParityCertificate Of(string folder)
    {
        var plan = CertificateFiles.Read<CertificationPlan>(Path.Combine(folder, CertificationPlan.FileName));
        var (ours, theirs) = (ModelAnswers.Read(folder, ModelAnswers.Ours), ModelAnswers.Read(folder, ModelAnswers.Theirs));
        var hash = CertificateFiles.Hash(Path.Combine(folder, CertificationPlan.FileName));
        foreach (var (name, side) in new[] { (ModelAnswers.Ours, ours), (ModelAnswers.Theirs, theirs) })
            if (side.Plan != hash || side.Answers.Count != plan.Cases.Count)
                throw new InvalidDataException($"{Path.Combine(folder, name)}.json: expected answers to {CertificationPlan.FileName} as it is now, found those to another; make them again.");
        using var our = ModelAnswers.Numbers(folder, ModelAnswers.Ours);
        using var their = ModelAnswers.Numbers(folder, ModelAnswers.Theirs);
        var checks = new ParityComparison(plan, ours, theirs, our, their).Checks();
        return new ParityCertificate(
            checks.All(c => c.Passed), plan.Dtype, plan.Device, ours.Versions.Concat(theirs.Versions).ToDictionary(), ours.Files, checks,
            [.. plan.Cases.Select((c, i) => new AnswerPair(c.Name, c.Pictures, ours.Answers[i].Text, theirs.Answers[i].Text))]);
    }

    /// <summary>Writes certificate.json and certificate.md.</summary>
    public void Write(string folder)
    {
        AtomicFile.WriteAllText(Path.Combine(folder, FileName + ".json"), JsonSerializer.Serialize(this, CertificateFiles.Format) + "\n");
        AtomicFile.WriteAllText(Path.Combine(folder, FileName + ".md"), CertificateText.Of(this));
    }
}
