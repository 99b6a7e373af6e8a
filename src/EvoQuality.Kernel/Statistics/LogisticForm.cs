namespace EvoQuality.Statistics;

/// <summary>The curves the field fits before PLCC and RMSE.</summary>
public enum LogisticForm
{
    /// <summary>(b1 - b2) / (1 + exp(-(x - b3) / b4)) + b2; start max y, min y, mean x, a quarter of the deviation of x (VQEG; DeQA-Score, pyiqa).</summary>
    FourParameters,

    /// <summary>b1 (1/2 - 1 / (1 + exp(b2 (x - b3)))) + b4 x + b5; start 10, 0, mean y, 0.1, 0.1 (Sheikh et al. 2006; pyiqa).</summary>
    FiveParameters,
}
