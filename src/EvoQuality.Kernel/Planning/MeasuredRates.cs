using System.Text.Json;

namespace EvoQuality.Planning;

/// <summary>
/// Puts measured rates in the place of published ones. Lines are JSON objects, one each: of <c>environment/gpu-check.sh</c> and
/// <c>gpu-line.sh</c>, or of <c>EvoQuality.Benchmarks -- prefill|votes|scores|grpo</c> (lines of transformers among them are passed over).
/// </summary>
public static class MeasuredRates
{
    /// <summary>The device with what the lines say; what they do not say stays. Of several lines the last counts.</summary>
    /// <param name="device">Its memory, and rates that no line gives.</param>
    /// <param name="lines">Empty ones are passed over.</param>
    /// <exception cref="InvalidDataException">A line is no JSON object, a rate is no number, or no line has a rate.</exception>
    public static DeviceRates Of(DeviceRates device, IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(lines);
        var measured = device;
        foreach (var (number, line) in lines.Index().Where(l => l.Item.Trim().Length > 0)) measured = With(measured, line, number + 1);
        if (measured == device) throw new InvalidDataException("Expected a line with rates of EvoQuality (gemm_gflops, matrix_tflops, copy_gb_per_s), found none.");
        measured = measured with { Name = $"{device.Name} (measured)" };
        measured.Validate();
        return measured;
    }

    private static DeviceRates With(DeviceRates device, string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"Line {number}: expected a JSON object, found {root.ValueKind}.");
            if (root.TryGetProperty("who", out var who) && who.GetString() != "evoquality") return device;
            var reading = root.TryGetProperty("mode", out var mode) && mode.GetString() == "prefill"; // its products are those that reading has
            double? Number(string name) => root.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field.GetDouble() : null;
            return device with
            {
                OperationsPerSecond = Number("matrix_tflops") * 1e12 ?? Number("gemm_gflops") * 1e9 ?? device.OperationsPerSecond,
                BytesPerSecond = Number("copy_gb_per_s") * 1e9 ?? device.BytesPerSecond,
                ReadingShare = Number("reading_share") ?? (reading ? Number("products_share") : null) ?? Number("prefill_share") ?? device.ReadingShare,
                DecodingShare = Number("decode_bandwidth_share") ?? device.DecodingShare,
                TrainingShare = Number("training_share") ?? device.TrainingShare,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"Line {number}: expected a JSON object with numbers, found {line[..Math.Min(line.Length, 60)]}.", e);
        }
    }
}
