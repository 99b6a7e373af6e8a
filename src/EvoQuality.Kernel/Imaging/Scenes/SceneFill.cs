using System.Numerics;

namespace EvoQuality.Imaging.Scenes;

/// <summary>Regular patterns between a fill's two colours.</summary>
internal enum FillPattern
{
    None,
    Stripes,
    Checks,
    Windows,
    Bricks,
}

/// <summary>
/// What covers a shape: two colours mixed by an anti-aliased pattern, times natural texture, times soft
/// shading that brightens towards the light and darkens towards the rim. Lengths are in pixels.
/// </summary>
internal sealed class SceneFill
{
    public required Vector3 Colour { get; init; }
    public Vector3 Second { get; init; }
    public FillPattern Pattern { get; init; }
    public float Period { get; init; } = 8;
    public NoiseTile? Texture { get; init; }
    public float TextureAmount { get; init; }

    /// <summary>How far the texture also moves the colour towards the second one.</summary>
    public float TintAmount { get; init; }

    /// <summary>Tile pixels per canvas pixel along the pattern's two axes.</summary>
    public Vector2 TextureStep { get; init; } = Vector2.One;
    public Vector2 TextureOrigin { get; init; }

    /// <summary>Unit vector along the pattern's first axis.</summary>
    public Vector2 Axis { get; init; } = Vector2.UnitX;
    public Vector2 Centre { get; init; }
    public float Reach { get; init; } = 1;

    /// <summary>Direction towards the light, times its strength.</summary>
    public Vector2 Light { get; init; }
    public float Rim { get; init; }

    public Vector3 At(Vector2 point)
    {
        var p = point - Centre;
        var u = Vector2.Dot(p, Axis);
        var v = (p.Y * Axis.X) - (p.X * Axis.Y);
        var mix = Mix(u, v);
        var shade = 1 + ((Vector2.Dot(p, Light) - (Rim * p.LengthSquared() / Reach)) / Reach);
        if (Texture is not null)
        {
            var texture = Texture.At((u * TextureStep.X) + TextureOrigin.X, (v * TextureStep.Y) + TextureOrigin.Y);
            mix += TintAmount * texture;
            shade *= MathF.Max(0.1f, 1 + (TextureAmount * texture));
        }

        return (Colour + ((Second - Colour) * mix)) * MathF.Max(shade, 0.05f);
    }

    private float Mix(float u, float v) => Pattern switch
    {
        FillPattern.None => 0,
        FillPattern.Stripes => Band(u, Period, 0.5f),
        FillPattern.Checks => Difference(Band(u, Period, 0.5f), Band(v, Period, 0.5f)),
        FillPattern.Windows => Band(u, Period, 0.5f) * Band(v, Period * 1.4f, 0.55f),
        FillPattern.Bricks => 1 - (Band(v, Period, 0.86f) *
            Band(u + (((int)MathF.Floor(v / Period) & 1) * Period), 2 * Period, 0.93f)),
        _ => throw new InvalidOperationException($"Unknown pattern {Pattern}."),
    };

    private static float Difference(float a, float b) => a + b - (2 * a * b);

    /// <summary>1 inside the middle part of every period, 0 outside, one pixel of ramp between.</summary>
    private static float Band(float t, float period, float part)
    {
        var phase = t / period;
        var off = MathF.Abs(phase - MathF.Floor(phase) - 0.5f) * period;
        return Math.Clamp(0.5f + (part * period / 2) - off, 0, 1);
    }
}
