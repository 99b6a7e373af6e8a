namespace EvoQuality.Foundations;

/// <summary>Whose choice a setting's default is.</summary>
public enum SettingSource
{
    /// <summary>The paper says so.</summary>
    Paper,

    /// <summary>The paper is silent; the value of an implementation that others build on.</summary>
    Relative,

    /// <summary>Ours, or an option that is off by default.</summary>
    Ours,
}
