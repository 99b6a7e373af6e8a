namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>The twelve groups of the graded distortions; a group is drawn first, then a type in it.</summary>
public enum DistortionGroup
{
    /// <summary>Detail spread over neighbours.</summary>
    Blur,

    /// <summary>Random values added or put in place.</summary>
    Noise,

    /// <summary>Lossy coding.</summary>
    Compression,

    /// <summary>Too light.</summary>
    Brighten,

    /// <summary>Too dark.</summary>
    Darken,

    /// <summary>Too much contrast.</summary>
    ContrastStrengthen,

    /// <summary>Too little contrast.</summary>
    ContrastWeaken,

    /// <summary>Too much colour.</summary>
    SaturateStrengthen,

    /// <summary>Too little colour.</summary>
    SaturateWeaken,

    /// <summary>Halos of unsharp masking.</summary>
    Oversharpen,

    /// <summary>Flat cells.</summary>
    Pixelate,

    /// <summary>Too few values.</summary>
    Quantization,
}
