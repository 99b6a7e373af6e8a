namespace EvoQuality.Planning;

/// <summary>Kinds of work that reach different shares of what a device can do.</summary>
public enum PassKind
{
    /// <summary>Many positions at once, forward.</summary>
    Reading,

    /// <summary>One token of many answers at a time.</summary>
    Decoding,

    /// <summary>Backward.</summary>
    Training,

    /// <summary>The optimizer's steps: traffic alone.</summary>
    Updating,
}
