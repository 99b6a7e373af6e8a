using System.Numerics;
using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// The things that scenes are made of. Lengths are fractions of the canvas unless they say pixels.
/// </summary>
internal sealed class ScenePainters(SceneCanvas canvas, ScenePalette palette, SeededSource source)
{
    private static readonly SceneFill Shadow = new() { Colour = Vector3.Zero };

    private static readonly FillPattern[] WallPatterns =
    [
        FillPattern.None, FillPattern.None, FillPattern.None,
        FillPattern.Stripes, FillPattern.Checks, FillPattern.Bricks,
    ];

    private Vector2 Middle => new(Size / 2);

    private float Size => canvas.Size;

    /// <summary>A wall, a cloth or a meadow over the whole canvas.</summary>
    public void Wall()
    {
        var pattern = WallPatterns[source.NextInt(WallPatterns.Length)];
        canvas.Cover(palette.Fill(Middle, Size, pattern, Pixels(0.02, 0.15)));
    }

    /// <summary>A bright gradient, with or without clouds.</summary>
    public void Sky()
    {
        var blue = source.NextBool(0.6) ? new Vector3(0.5f, 0.62f, 0.78f) : palette.Pick() + new Vector3(0.3f);
        canvas.Cover(new SceneFill
        {
            Colour = blue * (float)source.Uniform(0.7, 1.1),
            Second = new Vector3(0.95f, 0.93f, 0.9f),
            Texture = source.NextBool(0.65) ? NoiseTile.All[source.NextInt(2)] : null,
            TintAmount = (float)source.Uniform(0.05, 0.4),
            TextureStep = new Vector2((float)source.Uniform(0.3, 0.8), (float)source.Uniform(0.5, 1.5)),
            TextureOrigin = new Vector2(source.NextInt(512), source.NextInt(512)),
            Centre = Middle,
            Reach = Size,
            Light = new Vector2((float)source.Uniform(-0.2, 0.2), (float)source.Uniform(-0.1, 0.5)),
        });
    }

    /// <summary>Lines of hills, nearer ones lower and darker.</summary>
    public void Hills(int count)
    {
        var horizon = source.Uniform(0.3, 0.7);
        for (var i = 0; i < count; i++)
        {
            var noise = NoiseTile.All[source.NextInt(2)];
            var (row, start) = (source.NextInt(512), source.NextInt(512));
            var step = (float)source.Uniform(0.3, 1);
            var height = Pixels(0.01, 0.12);
            var level = (float)(horizon + ((1 - horizon) * i / count * 0.9)) * Size;
            var tops = new float[canvas.Size];
            for (var x = 0; x < tops.Length; x++) tops[x] = level + (height * noise.At(start + (x * step), row));
            canvas.Paint(new Ridge(tops), palette.Fill(new Vector2(Size / 2, level), Size));
        }
    }

    /// <summary>
    /// Overlapping bodies whose radii follow the power law r^-3 (dead leaves), back to front.
    /// </summary>
    public void Leaves(int count, double smallest, double largest)
    {
        var floor = 1 / (smallest * smallest);
        var ceiling = 1 / (largest * largest);
        for (var i = 0; i < count; i++)
        {
            var radius = Size / (float)Math.Sqrt(source.Uniform(ceiling, floor));
            Body(Somewhere(), radius, shadow: source.NextBool(0.4));
        }
    }

    /// <summary>One ellipse, leaf or polygon, perhaps on its soft shadow.</summary>
    public void Body(Vector2 centre, float radius, bool shadow)
    {
        var angle = (float)source.Uniform(0, Math.PI);
        var slim = (float)source.Uniform(0.3, 1);
        Func<Vector2, SceneShape> shape = source.NextInt(4) switch
        {
            0 => c => new Leaf(c, radius, radius * slim * 0.7f, angle),
            1 => c => Polygon.Rectangle(c, new Vector2(radius, radius * slim) * 0.8f, angle),
            2 => RandomPolygon(radius),
            _ => c => new Ellipse(c, new Vector2(radius, radius * slim), angle),
        };
        var away = palette.LightDirection * radius * 0.25f;
        if (shadow) canvas.Paint(shape(centre - away), Shadow, 1 + (radius * 0.5f), 0.45f);
        var patterned = radius > 10 && source.NextBool(0.15);
        var pattern = patterned ? (FillPattern)(1 + source.NextInt(2)) : FillPattern.None;
        var period = MathF.Max(4, radius * (float)source.Uniform(0.1, 0.5));
        canvas.Paint(shape(centre), palette.Fill(centre, radius, pattern, period));
    }

    /// <summary>Houses with windows along a street.</summary>
    public void Houses(int count)
    {
        var ground = (float)source.Uniform(0.75, 1.05) * Size;
        for (var i = 0; i < count; i++)
        {
            var half = new Vector2(Pixels(0.06, 0.2), Pixels(0.12, 0.4));
            var centre = new Vector2((float)source.NextDouble() * Size, ground - half.Y);
            var pattern = source.NextBool(0.75) ? FillPattern.Windows : FillPattern.Bricks;
            var front = palette.Fill(centre, half.Y, pattern, Pixels(0.025, 0.09));
            canvas.Paint(Polygon.Rectangle(centre, half, 0), front);
            if (!source.NextBool(0.4)) continue;
            var eaves = centre.Y - half.Y;
            var top = new Vector2(centre.X, eaves - (half.X * (float)source.Uniform(0.3, 0.9)));
            var (right, left) = (centre.X + (half.X * 1.1f), centre.X - (half.X * 1.1f));
            canvas.Paint(
                new Polygon(top, top, new Vector2(right, eaves), new Vector2(left, eaves)),
                palette.Fill(top, half.X));
        }

        if (ground < Size)
        {
            var centre = new Vector2(Size / 2, (ground + Size) / 2);
            var street = Polygon.Rectangle(centre, new Vector2(Size, (Size - ground) / 2), 0);
            canvas.Paint(street, palette.Fill(centre, Size));
        }
    }

    /// <summary>Thin blades that grow from the lower border.</summary>
    public void Grass(int count, double height)
    {
        for (var i = 0; i < count; i++)
        {
            var foot = new Vector2((float)source.NextDouble() * Size, Size * (float)source.Uniform(0.95, 1.1));
            var tip = foot + new Vector2(Pixels(-0.08, 0.08), -Size * (float)(height * source.Uniform(0.4, 1)));
            var half = new Vector2(Pixels(0.004, 0.014), 0);
            canvas.Paint(
                new Polygon((foot + tip) / 2, tip, foot + half, foot - half),
                palette.Fill(foot, Size * (float)height));
        }
    }

    /// <summary>A tree: strokes that fork and thin out, bare or with leaves on the twigs.</summary>
    public void Tree()
    {
        var fill = palette.Fill(Middle, Size);
        var leaves = new SceneFill[source.NextBool(0.65) ? 6 : 0];
        for (var i = 0; i < leaves.Length; i++) leaves[i] = palette.Fill(Middle, Size);
        var foot = new Vector2(Size * (float)source.Uniform(0.1, 0.9), Size * 1.02f);
        Fork(foot, -(float)(Math.PI / 2), Pixels(0.16, 0.28), Pixels(0.012, 0.03), 6, fill, leaves);
    }

    /// <summary>A board with lines of made-up letters.</summary>
    public void Sign()
    {
        var half = new Vector2(Pixels(0.14, 0.42), Pixels(0.08, 0.32));
        var centre = new Vector2(Size * (float)source.Uniform(0.35, 0.65), Size * (float)source.Uniform(0.35, 0.65));
        var board = palette.Fill(centre, half.X);
        canvas.Paint(Polygon.Rectangle(centre - (palette.LightDirection * 4), half, 0), Shadow, 8, 0.4f);
        canvas.Paint(Polygon.Rectangle(centre, half, 0), board);
        var bright = Vector3.Dot(board.Colour, new Vector3(1 / 3f)) > 0.45f;
        var ink = new SceneFill { Colour = bright ? new Vector3(0.08f) : new Vector3(0.92f) };
        var letter = Pixels(0.02, 0.09);
        var pen = MathF.Max(0.45f, letter * (float)source.Uniform(0.07, 0.16));
        for (var y = centre.Y - half.Y + letter; y + (1.4f * letter) < centre.Y + half.Y; y += 2.2f * letter)
            for (var x = centre.X - half.X + letter; x + letter < centre.X + half.X; x += letter)
                if (!source.NextBool(0.17)) Letter(new Vector2(x, y), letter, pen, ink);
    }

    /// <summary>One plain colour over the whole canvas.</summary>
    public void Board() => canvas.Cover(new SceneFill { Colour = palette.Pick() });

    /// <summary>One shape of one colour, without texture, light or shadow.</summary>
    public void FlatShape()
    {
        var (centre, radius) = (Somewhere(), Pixels(0.03, 0.25));
        var (angle, slim) = ((float)source.Uniform(0, Math.PI), (float)source.Uniform(0.3, 1));
        SceneShape shape = source.NextInt(3) switch
        {
            0 => new Ellipse(centre, new Vector2(radius, radius * slim), angle),
            1 => Polygon.Rectangle(centre, new Vector2(radius, radius * slim), angle),
            _ => RandomPolygon(radius)(centre),
        };
        canvas.Paint(shape, new SceneFill { Colour = palette.Pick() });
    }

    /// <summary>Paper full of lines of made-up letters, from large to small.</summary>
    public void Page()
    {
        var paper = palette.Pick();
        var bright = Vector3.Dot(paper, new Vector3(1 / 3f)) > 0.45f;
        canvas.Cover(new SceneFill { Colour = paper });
        var ink = new SceneFill { Colour = bright ? new Vector3(0.06f) : new Vector3(0.94f) };
        for (float y = Size * 0.03f, letter = Size * 0.1f; y + letter < Size; y += 1.7f * letter, letter = MathF.Max(6, letter * 0.84f))
            for (var x = Size * 0.03f; x + letter < Size; x += letter)
                if (!source.NextBool(0.17)) Letter(new Vector2(x, y), letter, MathF.Max(0.45f, letter * 0.07f), ink);
    }

    private void Letter(Vector2 corner, float size, float pen, SceneFill ink)
    {
        // Strokes between the nodes of a 2 x 3 grid read as writing.
        Vector2 Node(int i) => corner + (new Vector2(i % 2 * 0.62f, i / 2 * 0.65f) * size);
        var from = source.NextInt(6);
        for (var strokes = 2 + source.NextInt(3); strokes > 0; strokes--)
        {
            var to = (from + 1 + source.NextInt(5)) % 6;
            canvas.Paint(new Stroke(Node(from), Node(to), pen), ink);
            from = to;
        }
    }

    private void Fork(
        Vector2 foot, float angle, float length, float width, int depth, SceneFill fill, SceneFill[] leaves)
    {
        var tip = foot + (new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * length);
        canvas.Paint(new Stroke(foot, tip, MathF.Max(0.3f, width / 2)), fill);
        for (var i = 0; i < leaves.Length && depth < 2; i++)
        {
            var place = tip + new Vector2(Pixels(-0.04, 0.04), Pixels(-0.04, 0.04));
            var (halfLength, halfWidth) = (Pixels(0.008, 0.03), Pixels(0.004, 0.007));
            canvas.Paint(new Leaf(place, halfLength, halfWidth, (float)source.Uniform(0, Math.PI)), leaves[i]);
        }

        if (depth == 0) return;
        for (var i = 0; i < 2; i++)
        {
            var turned = angle + (float)source.Uniform(-0.7, 0.7);
            var shorter = length * (float)source.Uniform(0.6, 0.85);
            Fork(tip, turned, shorter, width * 0.68f, depth - 1, fill, leaves);
        }
    }

    private Func<Vector2, SceneShape> RandomPolygon(float radius)
    {
        var corners = new Vector2[3 + source.NextInt(4)];
        var turn = source.Uniform(0, 2 * Math.PI);
        for (var i = 0; i < corners.Length; i++)
        {
            var angle = turn + ((i + source.Uniform(-0.3, 0.3)) * 2 * Math.PI / corners.Length);
            corners[i] = new Vector2((float)Math.Cos(angle), (float)Math.Sin(angle)) * radius;
        }

        return centre => new Polygon(centre, corners.Select(c => c + centre).ToArray());
    }

    private Vector2 Somewhere() => new((float)source.NextDouble() * Size, (float)source.NextDouble() * Size);

    private float Pixels(double low, double high) => Size * (float)source.Uniform(low, high);
}
