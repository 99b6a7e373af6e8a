using System.Numerics;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// A flat shape given by its signed distance in pixels (negative inside), within a square around its centre.
/// </summary>
internal abstract class SceneShape(Vector2 centre, float reach)
{
    public Vector2 Centre { get; } = centre;

    /// <summary>No point of the shape is farther from the centre along x or y.</summary>
    public float Reach { get; } = reach;

    public abstract float Distance(Vector2 point);
}

/// <summary>Ellipse with half axes, turned by an angle.</summary>
internal sealed class Ellipse(Vector2 centre, Vector2 radii, float angle)
    : SceneShape(centre, MathF.Max(radii.X, radii.Y))
{
    private readonly Vector2 _axis = new(MathF.Cos(angle), MathF.Sin(angle));
    private readonly Vector2 _inverse = Vector2.One / radii;

    public override float Distance(Vector2 point)
    {
        var p = point - Centre;
        var scaled = new Vector2(Vector2.Dot(p, _axis), (p.Y * _axis.X) - (p.X * _axis.Y)) * _inverse;
        var ratio = scaled.Length();
        return ratio * (ratio - 1) / MathF.Max((scaled * _inverse).Length(), 1e-6f);
    }
}

/// <summary>The pointed leaf between two equal circles.</summary>
internal sealed class Leaf(Vector2 centre, float halfLength, float halfWidth, float angle)
    : SceneShape(centre, halfLength)
{
    private readonly float _radius = Radius(halfLength, halfWidth);
    private readonly Vector2 _offset =
        new Vector2(-MathF.Sin(angle), MathF.Cos(angle)) * (Radius(halfLength, halfWidth) - halfWidth);

    public override float Distance(Vector2 point)
    {
        var p = point - Centre;
        return MathF.Max((p - _offset).Length(), (p + _offset).Length()) - _radius;
    }

    private static float Radius(float halfLength, float halfWidth) =>
        ((halfLength * halfLength) + (halfWidth * halfWidth)) / (2 * halfWidth);
}

/// <summary>A line from one point to another with a round pen.</summary>
internal sealed class Stroke(Vector2 from, Vector2 to, float halfWidth)
    : SceneShape((from + to) / 2, ((to - from).Length() / 2) + halfWidth)
{
    private readonly Vector2 _along = (to - from) / MathF.Max((to - from).LengthSquared(), 1e-6f);

    public override float Distance(Vector2 point)
    {
        var t = Math.Clamp(Vector2.Dot(point - from, _along), 0, 1);
        // Not Vector2.Lerp, whose fused multiply-add rounds differently where the machine has none.
        return (point - from - ((to - from) * t)).Length() - halfWidth;
    }
}

/// <summary>Convex polygon through points that turn clockwise on the screen (y down).</summary>
internal sealed class Polygon : SceneShape
{
    private readonly (Vector2 Normal, float Offset)[] _sides;

    public Polygon(Vector2 centre, params ReadOnlySpan<Vector2> points) : base(centre, Farthest(centre, points))
    {
        _sides = new (Vector2, float)[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var along = Vector2.Normalize(points[(i + 1) % points.Length] - points[i]);
            var normal = new Vector2(along.Y, -along.X);
            _sides[i] = (normal, Vector2.Dot(normal, points[i]));
        }
    }

    /// <summary>Rectangle from its centre and half sides, turned by an angle.</summary>
    public static Polygon Rectangle(Vector2 centre, Vector2 half, float angle)
    {
        var right = new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * half.X;
        var down = new Vector2(-MathF.Sin(angle), MathF.Cos(angle)) * half.Y;
        return new Polygon(
            centre, centre - right - down, centre + right - down, centre + right + down, centre - right + down);
    }

    public override float Distance(Vector2 point)
    {
        var distance = float.MinValue;
        foreach (var (normal, offset) in _sides)
            distance = MathF.Max(distance, Vector2.Dot(normal, point) - offset);
        return distance;
    }

    private static float Farthest(Vector2 centre, ReadOnlySpan<Vector2> points)
    {
        var reach = 0f;
        foreach (var point in points) reach = MathF.Max(reach, (point - centre).Length());
        return reach;
    }
}

/// <summary>Everything below a line of hills: one height per column of the canvas.</summary>
internal sealed class Ridge(float[] tops) : SceneShape(new Vector2(tops.Length / 2f), tops.Length)
{
    public override float Distance(Vector2 point)
    {
        var x = Math.Clamp((int)point.X, 1, tops.Length - 2);
        var slope = (tops[x + 1] - tops[x - 1]) / 2;
        return (tops[x] - point.Y) / MathF.Sqrt(1 + (slope * slope));
    }
}
