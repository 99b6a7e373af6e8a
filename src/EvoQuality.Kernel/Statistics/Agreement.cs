namespace EvoQuality.Statistics;

/// <summary>Measures of agreement between predictions and MOS.</summary>
public enum Agreement
{
    /// <summary>Spearman's rank correlation.</summary>
    Srcc,

    /// <summary>Pearson's linear correlation, with no curve before it.</summary>
    Plcc,

    /// <summary>Kendall's tau-b.</summary>
    Krcc,

    /// <summary>PLCC after the 4-parameter logistic.</summary>
    PlccLogistic4,

    /// <summary>PLCC after the 5-parameter logistic.</summary>
    PlccLogistic5,

    /// <summary>Root mean squared error, raw: both sides on one scale. Smaller is better.</summary>
    Rmse,
}
