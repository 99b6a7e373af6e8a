namespace EvoQuality.Voting;

/// <summary>p*(first, second): how sure it is that the first image is better.</summary>
public sealed record Preference
{
    /// <summary>A preference between two different images.</summary>
    /// <param name="first">Number of the first image.</param>
    /// <param name="second">Number of the second image.</param>
    /// <param name="value">p*, 0..1; a majority vote gives 0, 0.5 or 1.</param>
    /// <exception cref="ArgumentException">The images are the same, or the value is outside 0..1.</exception>
    public Preference(int first, int second, double value)
    {
        if (first == second) throw new ArgumentException($"Image {first} cannot be compared with itself.", nameof(second));
        if (value is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(value), value, "A preference must lie in 0..1.");
        (First, Second, Value) = (first, second, value);
    }

    /// <summary>Number of the first image.</summary>
    public int First { get; }

    /// <summary>Number of the second image.</summary>
    public int Second { get; }

    /// <summary>p*: 1 says the first is better, 0 the second, 0.5 a tie.</summary>
    public double Value { get; }

    /// <summary>The same statement seen from the other image: p*(j, i) = 1 - p*(i, j).</summary>
    public Preference Swap() => new(Second, First, 1 - Value);
}
