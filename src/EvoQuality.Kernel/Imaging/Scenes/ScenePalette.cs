using System.Numerics;
using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>The few related colours of one scene, its direction of light and its love of detail.</summary>
internal sealed class ScenePalette
{
    private readonly Vector3[] _colours;
    private readonly SeededSource _source;

    public ScenePalette(SeededSource source)
    {
        _source = source;
        var vividness = 0.14 + (0.5 * source.NextDouble() * source.NextDouble());
        var home = source.NextDouble();
        _colours = new Vector3[3 + source.NextInt(4)];
        for (var i = 0; i < _colours.Length; i++)
        {
            var hue = source.NextBool(0.75) ? home + source.Uniform(-0.12, 0.12) : source.NextDouble();
            _colours[i] = Hue(hue, vividness * source.Uniform(0.3, 1.5), source.Uniform(0.15, 0.9));
        }

        var angle = source.Uniform(0, 2 * Math.PI);
        LightDirection = new Vector2((float)Math.Cos(angle), -MathF.Abs((float)Math.Sin(angle)));
        Detail = (float)source.NextDouble();
    }

    /// <summary>Unit vector on the canvas towards the light, never from below.</summary>
    public Vector2 LightDirection { get; }

    /// <summary>0 for smooth surfaces everywhere, 1 for strong texture everywhere.</summary>
    public float Detail { get; }

    /// <summary>One of the scene's colours, varied a little.</summary>
    public Vector3 Pick()
    {
        var colour = _colours[_source.NextInt(_colours.Length)];
        return colour * (float)_source.Uniform(0.75, 1.25);
    }

    /// <summary>A textured, shaded covering in the scene's colours for something at a place.</summary>
    public SceneFill Fill(Vector2 centre, float reach, FillPattern pattern = FillPattern.None, float period = 8)
    {
        var colour = Pick();
        var angle = (float)_source.Uniform(0, Math.PI);
        var upright = pattern is FillPattern.Windows or FillPattern.Bricks;
        var textured = _source.NextBool(0.55 + (0.45 * Detail));
        var amount = (float)(_source.Uniform(0.3, 1) * (0.05 + (0.3 * Detail)));
        var step = (float)_source.Uniform(0.6, 1.3);
        return new SceneFill
        {
            Colour = colour,
            Second = upright ? colour * (float)_source.Uniform(0.25, 0.75) : Pick(),
            Pattern = pattern,
            Period = period,
            Axis = upright ? Vector2.UnitX : new Vector2(MathF.Cos(angle), MathF.Sin(angle)),
            Texture = textured ? NoiseTile.All[_source.NextInt(NoiseTile.All.Count)] : null,
            TextureAmount = amount,
            TintAmount = _source.NextBool(0.4) ? amount : 0,
            TextureStep = new Vector2(step, step * (_source.NextBool(0.3) ? (float)_source.Uniform(0.15, 0.5) : 1)),
            TextureOrigin = new Vector2(_source.NextInt(512), _source.NextInt(512)),
            Centre = centre,
            Reach = MathF.Max(reach, 1),
            Light = LightDirection * (float)_source.Uniform(0.05, 0.45),
            Rim = (float)_source.Uniform(0, 0.35),
        };
    }

    private static Vector3 Hue(double hue, double saturation, double value)
    {
        // A cosine rainbow: smooth, and close enough to HSV for scenery.
        float Channel(double shift) =>
            (float)(value * (1 - (Math.Min(1, saturation) * (0.5 - (0.5 * Math.Cos(2 * Math.PI * (hue - shift)))))));
        return new Vector3(Channel(0), Channel(1 / 3.0), Channel(2 / 3.0));
    }
}
