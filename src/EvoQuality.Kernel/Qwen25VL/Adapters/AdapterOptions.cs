using EvoQuality.Foundations;

namespace EvoQuality.Qwen25VL.Adapters;

/// <summary>A low-rank adapter (LoRA, Hu et al., ICLR 2022): which linear layers get one, and of what size.</summary>
public sealed record AdapterOptions
{
    /// <summary>Rank r. VLM-R1: 64.</summary>
    [Setting("", SettingSource.Relative, "VLM-R1")]
    public int Rank { get; init; } = 64;

    /// <summary>Alpha; what the adapter adds is scaled by alpha / r. VLM-R1: 128.</summary>
    [Setting("", SettingSource.Relative, "VLM-R1")]
    public double Alpha { get; init; } = 128;

    /// <summary>
    /// Layers by name: a path (<c>model.layers.0.mlp.up_proj</c>), its end (<c>q_proj</c>, <c>mlp.up_proj</c>), either with <c>*</c>
    /// for any text (<c>model.layers.*.mlp.*</c>). Empty, the default, means all linear layers, as peers have it.
    /// Embedding and output layer have no adapters.
    /// </summary>
    [Setting("", SettingSource.Relative, "VLM-R1")]
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Whether layers of the vision tower are among them. VLM-R1: no. Without them encoded images stay valid while training.</summary>
    [Setting("", SettingSource.Relative, "VLM-R1")]
    public bool Vision { get; init; }

    /// <summary>What the product of the two matrices is multiplied with.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Scale => Alpha / Rank;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Rank < 1) faults.Add($"Rank is {Rank}, expected 1 or more");
        if (!(Alpha > 0) || !double.IsFinite(Alpha)) faults.Add($"Alpha is {Alpha}, expected above 0");
        if (Targets is null || Targets.Any(string.IsNullOrWhiteSpace)) faults.Add("Targets holds an empty name, expected names of layers");
        if (faults.Count > 0) throw new ArgumentException("Adapter options: " + string.Join("; ", faults) + ".");
    }
}
