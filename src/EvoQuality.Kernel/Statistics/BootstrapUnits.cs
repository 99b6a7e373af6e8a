using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>
/// What a bootstrap draws with replacement: images, or contents. Pictures made from one pristine picture share what is
/// hard about it, so sets with references (KADID-10k, TID2013, CSIQ, PIPAL) are resampled by content: all pictures of a
/// drawn reference come along.
/// </summary>
public sealed class BootstrapUnits
{
    private readonly int[]? _content;

    private BootstrapUnits(int images, int units, int[]? content) => (Images, Units, _content) = (images, units, content);

    /// <summary>Number of images.</summary>
    public int Images { get; }

    /// <summary>Number of what is drawn: images, or contents.</summary>
    public int Units { get; }

    /// <summary>Each image by itself.</summary>
    /// <param name="images">1 or more.</param>
    public static BootstrapUnits ByImage(int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        return new BootstrapUnits(images, images, null);
    }

    /// <summary>All images of a content together.</summary>
    /// <param name="contents">Per image, the name of what it shows.</param>
    public static BootstrapUnits ByContent(IReadOnlyList<string> contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentOutOfRangeException.ThrowIfLessThan(contents.Count, 1);
        var number = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        int[] content = [.. contents.Select(c => number.TryGetValue(c, out var known) ? known : number[c] = number.Count)];
        return new BootstrapUnits(content.Length, number.Count, content);
    }

    /// <summary>Refuses another number of images than these units have.</summary>
    internal void Expect(int images)
    {
        if (images != Images) throw new ArgumentException($"The units are of {Images} images, but there are {images} predictions.", nameof(images));
    }

    /// <summary>How often each image was drawn, from the units that were.</summary>
    /// <param name="drawn">Indices of units, repeats included.</param>
    /// <param name="times">(images) the result.</param>
    internal void Count(ReadOnlySpan<int> drawn, Span<int> times)
    {
        Span<int> counts = _content is null ? times : new int[Units];
        counts.Clear();
        foreach (var unit in drawn) counts[unit]++;
        Spread(counts, times);
    }

    /// <summary>Draws as many units as there are; afterwards image i was drawn <paramref name="times"/>[i] times.</summary>
    /// <param name="seed">One resample; the draws depend on nothing else.</param>
    /// <param name="drawn">(units) work space.</param>
    /// <param name="times">(images) the result.</param>
    internal void Draw(SeedTree seed, Span<int> drawn, Span<int> times)
    {
        var counts = _content is null ? times : drawn;
        counts.Clear();

        // SplitMix64 as in SeededSource, 32 bits a draw: an index is off from uniform by less than units / 2^32.
        var (state, units) = (seed.Seed, (ulong)Units);
        for (var left = Units; left > 0; left -= 2)
        {
            state += 0x9e3779b97f4a7c15UL;
            var bits = SeedTree.Mix(state);
            counts[(int)(((bits >> 32) * units) >> 32)]++;
            if (left > 1) counts[(int)(((bits & 0xffffffff) * units) >> 32)]++;
        }

        Spread(counts, times);
    }

    private void Spread(ReadOnlySpan<int> counts, Span<int> times)
    {
        if (_content is null) return;
        for (var i = 0; i < times.Length; i++) times[i] = counts[_content[i]];
    }
}
