namespace EvoQuality.Planning;

/// <summary>Work of one kind.</summary>
/// <param name="Kind">Which share of the device it reaches.</param>
/// <param name="Work">How much.</param>
public readonly record struct Pass(PassKind Kind, Work Work);
