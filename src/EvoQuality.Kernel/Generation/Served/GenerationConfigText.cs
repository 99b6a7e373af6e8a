using System.Text.Json;

namespace EvoQuality.Generation.Served;

/// <summary>Sampling as <c>transformers serve</c> takes it: the JSON of a generation config, as text.</summary>
internal static class GenerationConfigText
{
    /// <summary>All that decides the draw, so that nothing is left to the checkpoint's own.</summary>
    public static string Of(SamplingOptions sampling)
    {
        var fields = new Dictionary<string, object>
        {
            ["do_sample"] = sampling.Temperature > 0,
            ["max_new_tokens"] = sampling.MaxNewTokens,
            ["num_beams"] = 1,
            ["repetition_penalty"] = 1.0,
            ["top_k"] = sampling.TopK,
            ["top_p"] = sampling.TopP,
        };
        if (sampling.Temperature > 0) fields["temperature"] = sampling.Temperature;
        return JsonSerializer.Serialize(fields);
    }
}
