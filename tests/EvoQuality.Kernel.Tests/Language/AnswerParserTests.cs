using EvoQuality.Language;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class AnswerParserTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData(" 1 .\n", 1)]
    [InlineData("\\boxed{0}", 0)]
    [InlineData("\\boxed{ 1. }", 1)]
    [InlineData("<think>First: faint blur.</think>\\boxed{1}", 1)]
    [InlineData("<think>a</think> 0.", 0)]
    [InlineData("no opening tag</think>1", 1)]
    [InlineData("\\boxed{0} or rather \\boxed{1}", 1)]
    [InlineData("<think>so \\boxed{1}</think> 0", 1)]
    [InlineData("\\boxed{1} is my answer, not 0", 1)]
    public void A_vote_is_one_digit(string completion, int expected) =>
        Assert.Equal(expected, AnswerParser.Vote(completion));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("01")]
    [InlineData("0 1")]
    [InlineData("1..")]
    [InlineData("1.0")]
    [InlineData("image 1")]
    [InlineData("The answer is 1.")]
    [InlineData("\\boxed{}")]
    [InlineData("\\boxed{0 or 1}")]
    [InlineData("\\boxed{\\text{1}}")]
    [InlineData("1 \\boxed{none}")]
    [InlineData("\\boxed{0} \\boxed{1")]
    [InlineData("<think>the first is worse")]
    [InlineData("<think>perhaps \\boxed{1}")]
    [InlineData("<think>a</think>1<think>wait")]
    [InlineData("<think>1</think>")]
    [InlineData("1<|im_end|>")]
    [InlineData("١")]
    public void Anything_else_is_an_abstention(string completion) => Assert.Null(AnswerParser.Vote(completion));

    [Theory]
    [InlineData("3.52", 3.52)]
    [InlineData("1", 1)]
    [InlineData("5.00", 5)]
    [InlineData("+2.5", 2.5)]
    [InlineData("4.", 4)]
    [InlineData("\\boxed{3.52/5}", 3.52)]
    [InlineData("\\boxed{\\text{4.25}}", 4.25)]
    [InlineData("I rate it 2.75 of 5.", 2.75)]
    [InlineData("<think>about 1.5, no</think>\\boxed{4.10}", 4.1)]
    [InlineData("<think>about 1.5</think> 4.10", 4.1)]
    [InlineData("\\boxed{1.00} \\boxed{2.00}", 2)]
    public void A_score_is_the_first_decimal_of_the_answer(string completion, double expected) =>
        Assert.Equal(expected, AnswerParser.Score(completion));

    [Theory]
    [InlineData("")]
    [InlineData("good")]
    [InlineData("0.99")]
    [InlineData("5.01")]
    [InlineData("-3")]
    [InlineData(".5")]
    [InlineData("8/10")]
    [InlineData("99999999999999999999999999999999999999999999")]
    [InlineData("\\boxed{}")]
    [InlineData("3.5 \\boxed{")]
    [InlineData("\\boxed{3.5")]
    [InlineData("<think>it is 3.5")]
    [InlineData("<think>3.5</think>")]
    [InlineData("３.５２")]
    public void A_score_outside_the_scale_or_absent_is_null(string completion) => Assert.Null(AnswerParser.Score(completion));

    [Fact]
    public void The_templates_answers_are_read_back()
    {
        Assert.Equal(3.52, AnswerParser.Score(RationaleTemplates.ForScore("blur", 0.37, 3.5249)));
        Assert.Equal(5, AnswerParser.Score(RationaleTemplates.ForScore("blur", 0, 5)));
        Assert.Equal(1, AnswerParser.Vote(RationaleTemplates.ForComparison("jpeg", 1, "dark", 0.1, 1)));
        Assert.Equal(0, AnswerParser.Vote(RationaleTemplates.ForComparison("jpeg", 0, "dark", 0.1, 0)));
    }

    [Property(MaxTest = 500)]
    public bool No_text_throws_and_every_answer_is_in_range(string? text, byte[] picks)
    {
        string[] pieces = ["\\boxed{", "}", "{", "<think>", "</think>", "0", "1", ".", " ", "-", "3.52", "1e9", text ?? ""];
        var completion = string.Concat(picks.Select(pick => pieces[pick % pieces.Length]));
        return AnswerParser.Vote(completion) is null or 0 or 1 && AnswerParser.Score(completion) is null or (>= 1 and <= 5);
    }
}
