namespace EvoQuality.Imaging.Scenes;

/// <summary>Kinds of pristine pictures of one sort of content each.</summary>
public enum SceneKind
{
    /// <summary>Overlapping bodies whose radii follow a power law: edges and surfaces at every scale, as in photographs.</summary>
    DeadLeaves,

    /// <summary>Noise whose amplitude falls as one over frequency: texture without edges.</summary>
    PowerLaw,

    /// <summary>A few flat shapes: hard edges and nothing else.</summary>
    Shapes,

    /// <summary>Lines of made-up letters from large to small: thin strokes.</summary>
    Writing,

    /// <summary>Smooth ramps of colour, where banding and blocks show first.</summary>
    Gradient,
}
