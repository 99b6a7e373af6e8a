using EvoQuality.Foundations;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>How answers are to be drawn, in the fields that a server takes.</summary>
internal static class SentSampling
{
    /// <param name="server">What may be sent.</param>
    /// <param name="sampling">How to draw.</param>
    /// <param name="samples">Answers to one request.</param>
    /// <param name="seed">Of the request; null sends none.</param>
    public static ChatOptions Of(ServerAbilities server, SamplingOptions sampling, int samples, SeedTree? seed)
    {
        var extra = new AdditionalPropertiesDictionary();
        foreach (var (name, value) in server.Always) extra[name] = value;
        if (server.LengthField is { } field) extra[field] = sampling.MaxNewTokens;
        if (server.Samples && samples > 1) extra["n"] = samples;
        if (server.GenerationConfig) extra["generation_config"] = GenerationConfigText.Of(sampling);
        return new ChatOptions
        {
            Temperature = (float)sampling.Temperature,
            TopP = (float)sampling.TopP,
            TopK = server.AllTokens is { } all ? (sampling.TopK > 0 ? sampling.TopK : all) : null,
            MaxOutputTokens = server.LengthField is null ? sampling.MaxNewTokens : null,
            Seed = server.Seed && seed is { } root ? (long)(root.Seed >> 33) : null, // servers take 31 bits, all of them
            AdditionalProperties = extra,
        };
    }
}
