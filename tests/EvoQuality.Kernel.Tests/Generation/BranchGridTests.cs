using EvoQuality.Generation;

namespace EvoQuality.Kernel.Tests;

public sealed class BranchGridTests
{
    private readonly BranchGrid _grid = new(prompts: 2, perPrompt: 4); // rows 0..3 and 4..7

    [Fact]
    public void Nobody_moves_for_less_than_a_quarter()
    {
        _grid.End(0);
        Assert.Null(_grid.Shrink()); // the second prompt still fills its four slots
        Assert.Equal(8, _grid.Rows.Count);
    }

    [Fact]
    public void Ended_rows_leave_and_the_emptier_prompt_keeps_ended_ones_as_filling()
    {
        foreach (var slot in new[] { 0, 2, 5, 6, 7 }) _grid.End(slot);
        var (slots, prompts) = _grid.Shrink()!.Value;
        Assert.Equal([0, 1], prompts);
        Assert.Equal([1, 3, 4, 5], slots); // row 5 has ended: filling
        Assert.Equal([1, 3, 4, 5], _grid.Rows);
        Assert.Equal((2, 2), (_grid.Prompts, _grid.PerPrompt));
        Assert.True(_grid.Ended(3));
        Assert.False(_grid.Ended(2));
    }

    [Fact]
    public void A_prompt_whose_rows_have_all_ended_leaves()
    {
        foreach (var slot in new[] { 0, 1, 2, 3 }) _grid.End(slot);
        var (slots, prompts) = _grid.Shrink()!.Value;
        Assert.Equal([1], prompts);
        Assert.Equal([4, 5, 6, 7], slots);
        _grid.End(0); // now row 4
        _grid.End(3); // now row 7
        Assert.Equal([1, 2], _grid.Shrink()!.Value.Slots);
        Assert.Equal([5, 6], _grid.Rows);
        Assert.False(_grid.AllEnded);
        _grid.End(0);
        _grid.End(1);
        Assert.True(_grid.AllEnded);
        Assert.Null(_grid.Shrink());
    }
}
