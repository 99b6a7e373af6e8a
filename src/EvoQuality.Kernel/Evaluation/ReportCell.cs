using static System.FormattableString;

namespace EvoQuality.Evaluation;

/// <summary>A cell of a report.</summary>
/// <param name="Text">What stands in it; <see cref="Blank"/> where a number is not known.</param>
/// <param name="IsNumber">Made by the kit from numbers, so that no export has to guard against it.</param>
public readonly record struct ReportCell(string Text, bool IsNumber)
{
    /// <summary>Stands for a number that is not known.</summary>
    public const string Blank = "–";

    /// <summary>Words.</summary>
    public static ReportCell Words(string text) => new(text, IsNumber: false);

    /// <summary>"PLCC / SRCC" with three decimals, each blank where unknown.</summary>
    public static ReportCell Pair(double? plcc, double? srcc) => new($"{Three(plcc)} / {Three(srcc)}", IsNumber: true);

    /// <summary>One number with three decimals.</summary>
    public static ReportCell Number(double? value) => new(Three(value), IsNumber: true);

    /// <summary>A share as a signed percentage with one decimal: "+31.8 %".</summary>
    public static ReportCell Percent(double? share) => new(share is { } s ? Invariant($"{100 * s:+0.0;-0.0;0.0} %") : Blank, IsNumber: true);

    private static string Three(double? value) => value is { } v ? Invariant($"{v:0.000}") : Blank;
}
