using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public sealed class PairScheduleTests
{
    private static readonly PreferenceSet Preferences = new([.. Enumerable.Range(0, 10).Select(i => new Preference(i, i + 1, 1))]);

    [Fact]
    public void Every_epoch_visits_every_pair_once_in_an_order_of_its_own()
    {
        var schedule = new PairSchedule(Preferences, 4, new SeedTree(3));
        var epochs = Enumerable.Range(0, 2).Select(e => Enumerable.Range(3 * e, 3).SelectMany(s => schedule.Step(s).Preferences).ToArray()).ToArray();
        Assert.Equal(3, schedule.StepsPerEpoch);
        Assert.All(epochs, e => Assert.Equal(Preferences.Preferences.ToHashSet(), e.ToHashSet()));
        Assert.All(epochs, e => Assert.Equal(10, e.Length));
        Assert.NotEqual(epochs[0], epochs[1]);
    }

    [Fact]
    public void Full_steps_are_the_same_until_an_epoch_ends_short_and_then_go_on_into_the_next()
    {
        var schedule = new PairSchedule(Preferences, 4, new SeedTree(3));
        var full = schedule.Full(5).ToArray();
        Assert.Equal([4, 4, 4, 4, 4], full.Select(s => s.Count));
        Assert.Equal(schedule.Step(0).Preferences, full[0]);
        Assert.Equal(schedule.Step(1).Preferences, full[1]);
        Assert.Equal([.. schedule.Step(2).Preferences, .. schedule.Step(3).Preferences.Take(2)], full[2]);
        Assert.Equal(full.SelectMany(s => s), [.. schedule.Epoch(0), .. schedule.Epoch(1)]);
    }
}
