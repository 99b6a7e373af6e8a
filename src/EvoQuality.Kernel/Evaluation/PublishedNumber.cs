namespace EvoQuality.Evaluation;

/// <summary>One cell of a published table.</summary>
/// <param name="Table">Of the paper: <c>2</c>, <c>3</c>, <c>4</c>, <c>5</c>, <c>fig3</c>; <c>context</c> for other papers.</param>
/// <param name="Model">The row.</param>
/// <param name="Set">The column: a data set, or an average.</param>
/// <param name="Plcc">PLCC; null where no readable source gives it.</param>
/// <param name="Srcc">SRCC; null where no readable source gives it.</param>
/// <param name="Source">Where it was read.</param>
public sealed record PublishedNumber(string Table, string Model, string Set, double? Plcc, double? Srcc, string Source);
