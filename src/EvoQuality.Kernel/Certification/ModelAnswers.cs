using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Certification;

/// <summary>A greedy answer.</summary>
/// <param name="Name">The case.</param>
/// <param name="Ids">Generated tokens, the ending one included where it was reached.</param>
/// <param name="Text">Decoded without control tokens.</param>
/// <param name="Margins">Per token, how far the best logit lay above the second; null where that is no finite number or was not kept.</param>
public sealed record GreedyAnswer(string Name, IReadOnlyList<int> Ids, string Text, IReadOnlyList<double?>? Margins = null);

/// <summary>
/// What one program made of a plan: a JSON file of facts and answers, and a safetensors file of numbers beside it
/// (<c>ids.CASE</c>, <c>logits.CASE</c>, <c>pixels.FILE</c>, <c>features.FILE</c>; of transformers in bf16 also <c>exact.</c>, the
/// same in fp32).
/// </summary>
/// <param name="Plan">SHA-256 of the plan that was carried out.</param>
/// <param name="Versions">The programs.</param>
/// <param name="Files">SHA-256 of the model's files.</param>
/// <param name="Pictures">SHA-256 of the pictures that were read.</param>
/// <param name="Answers">Greedy answers in the plan's order.</param>
public sealed record ModelAnswers(
    string Plan, IReadOnlyDictionary<string, string> Versions, IReadOnlyDictionary<string, string> Files,
    IReadOnlyDictionary<string, string> Pictures, IReadOnlyList<GreedyAnswer> Answers)
{
    /// <summary>Name of our files, without extension.</summary>
    public const string Ours = "evoquality";

    /// <summary>Name of the files of certify.py, without extension.</summary>
    public const string Theirs = "transformers";

    /// <summary>Writes both files; the JSON last, so that where it is, the numbers are.</summary>
    public void Write(string folder, string name, IReadOnlyList<(string Name, Tensor Value)> numbers)
    {
        SafetensorsWriter.Write(Path.Combine(folder, name + ".safetensors"), numbers);
        AtomicFile.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(this, CertificateFiles.Format) + "\n");
    }

    /// <summary>Whether a program's files are there.</summary>
    public static bool Exists(string folder, string name) => File.Exists(Path.Combine(folder, name + ".json"));

    /// <summary>Reads the facts.</summary>
    /// <exception cref="InvalidDataException">The file does not read; the message names it.</exception>
    public static ModelAnswers Read(string folder, string name) => CertificateFiles.Read<ModelAnswers>(Path.Combine(folder, name + ".json"));

    /// <summary>Opens the numbers.</summary>
    public static SafetensorsFile Numbers(string folder, string name) => SafetensorsFile.Open(Path.Combine(folder, name + ".safetensors"));
}
