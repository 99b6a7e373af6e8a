using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>One of the 35 types: five levels of parameters as data, and the function they are given to.</summary>
public sealed class GradedDistortion
{
    /// <summary>Number of levels, 1 (slight) to 5 (heavy).</summary>
    public const int LevelCount = 5;

    private readonly Func<RgbImage, double[], SeededSource, RgbImage> _function;

    /// <summary>A type.</summary>
    /// <param name="name">Lower-case words with hyphens, the group first.</param>
    /// <param name="group">Its group.</param>
    /// <param name="parameterNames">One per column of <paramref name="levels"/>, with units.</param>
    /// <param name="levels">Five rows of parameters.</param>
    /// <param name="function">Picture, a row of parameters, source of randomness to a new picture of the same size.</param>
    internal GradedDistortion(
        string name, DistortionGroup group, string[] parameterNames, double[][] levels, Func<RgbImage, double[], SeededSource, RgbImage> function)
    {
        if (levels.Length != LevelCount || levels.Any(row => row.Length != parameterNames.Length))
            throw new ArgumentException($"{name} needs {LevelCount} rows of {parameterNames.Length} parameters.", nameof(levels));
        (Name, Group, ParameterNames, Levels, _function) = (name, group, parameterNames, levels, function);
    }

    /// <summary>Lower-case words with hyphens, the group first.</summary>
    public string Name { get; }

    /// <summary>Its group.</summary>
    public DistortionGroup Group { get; }

    /// <summary>What the columns of <see cref="Levels"/> are, with units.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <summary>Parameters of levels 1 to 5.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Levels { get; }

    /// <summary>The picture at a level; the argument stays as it is.</summary>
    /// <param name="image">8-bit RGB of any size.</param>
    /// <param name="level">1 (slight) to 5 (heavy).</param>
    /// <param name="source">Where the draws of the random types come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 1 to 5.</exception>
    public RgbImage Apply(RgbImage image, int level, SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(source);
        if (level is < 1 or > LevelCount) throw new ArgumentOutOfRangeException(nameof(level), level, "A level is 1 to 5.");
        return _function(image, (double[])Levels[level - 1], source);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
