namespace EvoQuality.Foundations;

/// <summary>
/// What the type of a setting does not say: its unit and whose choice its default is. Tables of settings are made from it by
/// reflection, so they cannot go stale; a test sees to it that every setting has one.
/// </summary>
/// <param name="unit">Unit, such as "pairs" or "nats"; empty for none.</param>
/// <param name="source">Whose choice the default is.</param>
/// <param name="of">Which implementation, where the source is a relative.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string unit, SettingSource source, string of = "") : Attribute
{
    /// <summary>Unit; empty for none.</summary>
    public string Unit => unit;

    /// <summary>Whose choice the default is.</summary>
    public SettingSource Source => source;

    /// <summary>Which implementation; empty where it is not a relative's.</summary>
    public string Of => of;

    /// <summary>"paper", "ours", "VisualQuality-R1".</summary>
    public override string ToString() => of.Length > 0 ? of : source.ToString().ToLowerInvariant();
}
