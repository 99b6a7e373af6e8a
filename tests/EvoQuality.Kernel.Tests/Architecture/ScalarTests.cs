using System.Text.RegularExpressions;

namespace EvoQuality.Kernel.Tests;

/// <summary>A number given to torch directly can be freed during the call (see FixedScalars); seen with these functions.</summary>
public sealed partial class ScalarTests
{
    [Fact]
    public void Filling_and_adding_in_place_take_scalars_that_live() =>
        Assert.Empty(from source in LayerTests.Sources()
                     from call in Endangered().Matches(source.Text)
                     select $"{source.Path}: {call.Value}");

    [Theory]
    [InlineData("x.masked_fill(mask, float.NegativeInfinity)", true)]
    [InlineData("x.masked_fill(a.lt(b), 0)", true)]
    [InlineData("x.add_(y);", true)]
    [InlineData("x.addcmul_(y, z, 1)", true)]
    [InlineData("x.masked_fill(a.lt(b), FixedScalars.NegativeInfinity)", false)]
    [InlineData("x.add_(y, FixedScalars.One);", false)]
    public void A_call_without_one_is_seen(string call, bool endangered) => Assert.Equal(endangered, Endangered().IsMatch(call));

    [GeneratedRegex(@"\.(masked_fill_?|add_|addcmul_)\((?>(?:[^()]|\([^()]*\))*)(?<!FixedScalars\.\w+)\)")]
    private static partial Regex Endangered();
}
