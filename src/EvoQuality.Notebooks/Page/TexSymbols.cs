using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>TeX commands that are one symbol, and the alphabets of <c>\mathbb</c> and <c>\mathcal</c>.</summary>
internal static class TexSymbols
{
    private static readonly Dictionary<string, string> Letters = Pairs(
        "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ " +
        "nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ " +
        "Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ emptyset ∅");

    private static readonly Dictionary<string, string> Operators = Pairs(
        "cdot ⋅ times × pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉ subset ⊂ " +
        "cup ∪ cap ∩ to → rightarrow → leftarrow ← Rightarrow ⇒ mapsto ↦ mid ∣ vert | lvert | rvert | Vert ‖ | ‖ { { } } " +
        "langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ ldots … dots … cdots ⋯ sum ∑ prod ∏ int ∫ forall ∀ exists ∃ " +
        "ll ≪ gg ≫ succ ≻ prec ≺ star ⋆ ast ∗ circ ∘ odot ⊙ oplus ⊕ otimes ⊗ neg ¬ land ∧ lor ∨ top ⊤ % % # # & & _ _ prime ′");

    private static readonly HashSet<string> Functions =
        [.. "log ln exp min max arg sup inf lim sin cos tan tanh det dim ker Pr sgn".Split(' ')];

    private static readonly Dictionary<string, string> Spaces = Pairs(", 0.17em : 0.22em ; 0.28em ! -0.17em quad 1em qquad 2em");

    /// <summary>MathML of a command without arguments; null if it is not known.</summary>
    public static string? Markup(string name)
    {
        if (Letters.TryGetValue(name, out var letter)) return $"<mi>{letter}</mi>";
        if (Operators.TryGetValue(name, out var symbol)) return $"<mo>{(symbol == "&" ? "&amp;" : symbol)}</mo>";
        if (Functions.Contains(name)) return $"<mi>{name}</mi>";
        if (Spaces.TryGetValue(name, out var width)) return $"<mspace width=\"{width}\"></mspace>";
        return name is " " ? "<mspace width=\"0.25em\"></mspace>" : name is "displaystyle" or "limits" ? "<mrow></mrow>" : null;
    }

    /// <summary>True if subscripts of that symbol stand below it.</summary>
    public static bool TakesLimits(string source) =>
        source.TrimEnd() is "\\sum" or "\\prod" or "\\max" or "\\min" or "\\lim" or "\\sup" or "\\inf" or "\\operatorname*";

    /// <summary>The mark a command puts over its argument.</summary>
    public static string Accent(string name) => name switch
    {
        "hat" or "widehat" => "^",
        "tilde" or "widetilde" => "~",
        "vec" => "→",
        _ => "‾",
    };

    /// <summary>Letters of <c>\mathbb</c>.</summary>
    public static string DoubleStruck(string text) => Map(text, 0x1D538, "C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙");

    /// <summary>Letters of <c>\mathcal</c>.</summary>
    public static string Script(string text) => Map(text, 0x1D49C, "B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ");

    // Unicode keeps a few of these letters outside the block.
    private static string Map(string text, int first, string outside)
    {
        var elsewhere = Pairs(outside);
        var mapped = new StringBuilder();
        foreach (var c in text)
        {
            mapped.Append(elsewhere.GetValueOrDefault(c.ToString())
                          ?? (char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(first + c - 'A') : c.ToString()));
        }
        return mapped.ToString();
    }

    private static Dictionary<string, string> Pairs(string list) =>
        list.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
}
