namespace EvoQuality.Evolution.Studies;

/// <summary>
/// First tier on BIQ2021's training photographs: evolving on 1,600 without their labels, judged on the other 400, the
/// development part.
/// </summary>
internal static class PhotographsFirst
{
    internal static Study Study { get; } = ScenesFirst.Tier("photographs-first", "BIQ2021's training photographs: the same, judged on the development part.") with
    {
        OnPhotographs = true,
    };
}
