using System.Globalization;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>Colours between 0 and 1, as a heat map names them: stops with <c>#rrggbb</c>; a scale known by name is grey here.</summary>
internal sealed class ColourScale
{
    private readonly (double At, byte R, byte G, byte B)[] _stops;

    private ColourScale((double At, byte R, byte G, byte B)[] stops) => _stops = stops;

    public static ColourScale Of(JsonNode? scale)
    {
        var stops = scale.List().Select(stop => (At: stop.For(0).Number(), Colour: Parse(stop.For(1).Text())))
            .Where(stop => stop is { At: not null, Colour: not null })
            .Select(stop => (stop.At!.Value, stop.Colour!.Value.R, stop.Colour.Value.G, stop.Colour.Value.B)).ToArray();
        return new ColourScale(stops.Length > 1 ? stops : [(0, 0xf5, 0xf5, 0xf5), (1, 0x30, 0x38, 0x48)]);
    }

    /// <summary>The colour at a place.</summary>
    public string At(double place)
    {
        place = Math.Clamp(place, _stops[0].At, _stops[^1].At);
        var above = Math.Max(1, Array.FindIndex(_stops, s => s.At >= place));
        var (low, high) = (_stops[above - 1], _stops[above]);
        var share = high.At > low.At ? (place - low.At) / (high.At - low.At) : 0;
        byte Mix(byte a, byte b) => (byte)Math.Round(a + (share * (b - a)));
        return $"#{Mix(low.R, high.R):x2}{Mix(low.G, high.G):x2}{Mix(low.B, high.B):x2}";
    }

    private static (byte R, byte G, byte B)? Parse(string? colour)
    {
        if (colour is not { Length: 7 } || !int.TryParse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)) return null;
        return ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }
}
