using System.Text.Json.Nodes;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>Weights of one type read into another, from one file or shards, in place or by copy.</summary>
public sealed class CheckpointTypesTests : IDisposable
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ScalarType, ScalarType> Pairs => [.. Types.SelectMany(a => Types.Select(b => (a, b)))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_type_is_read_into_every_other(ScalarType stored, ScalarType wanted)
    {
        using var scope = NewDisposeScope();
        using var model = TinyPolicy.Model();
        Write(model, stored);
        using var loaded = CheckpointFolder.Load(_folder.Path, wanted, checkFinite: true);
        Assert.Equal((wanted, DeviceTypeOf(loaded)), (loaded.Type, "cpu"));
        foreach (var ((name, ours), (other, theirs)) in model.named_parameters().Zip(loaded.named_parameters()))
        {
            Assert.Equal((name, wanted, true, true), (other, theirs.dtype, theirs.requires_grad, theirs.is_leaf));
            Assert.True(theirs.equal(ours.to_type(stored).to_type(wanted)).all().item<bool>(), name);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, "float32")]
    [InlineData(ScalarType.BFloat16, "bfloat16")]
    [InlineData(ScalarType.Float16, "float16")]
    public void What_is_saved_keeps_its_type_and_says_so(ScalarType type, string name)
    {
        using var model = TinyPolicy.Model(tied: true);
        Write(model, ScalarType.Float32);
        using (var loaded = CheckpointFolder.Load(_folder.Path, type)) CheckpointFolder.Save(loaded, _folder.Path); // over the file it is mapped from
        using var file = SafetensorsFile.Open(_folder.File("model.safetensors"));
        Assert.All(file.Entries.Values, e => Assert.Equal(type, e.Type));
        Assert.Equal(name, JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!["torch_dtype"]!.GetValue<string>());
        using var again = CheckpointFolder.Load(_folder.Path, type);
        Assert.Equal(model.named_parameters().Count(), again.named_parameters().Count());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Shards_and_both_name_families_load_as_the_single_file(bool tied, bool renamed)
    {
        using var model = TinyPolicy.Model(tied: tied);
        Shards(model, renamed);
        using var loaded = CheckpointFolder.Load(_folder.Path);
        AssertEqual(model, loaded);
        using var other = TinyPolicy.Model(seed: 2, tied: tied);
        CheckpointFolder.LoadInto(other, _folder.Path);
        AssertEqual(model, other);
    }

    [Theory]
    [InlineData("qwen-tied")]
    [InlineData("qwen-untied")]
    public void Half_precision_gives_nearly_the_same_logits(string fixture)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        Tensor Logits(ScalarType type)
        {
            using var model = CheckpointFolder.Load(folder, type);
            var grid = new Imaging.PatchGrid(1, 8, 6);
            int[] ids = [1, 2, model.Config.VisionStartTokenId, .. Enumerable.Repeat(model.Config.ImageTokenId, 12), model.Config.VisionEndTokenId, 3];
            var batch = PromptBatch.Create([new PromptInput(ids, [grid])], model.Config, CPU);
            var images = model.EncodeImages(file.Read("batch.pixel_values").narrow(0, 0, 48), [grid]);
            return model.Logits(model.ReadPrompts(batch, images).Hidden);
        }

        var exact = Logits(ScalarType.Float32);
        foreach (var (type, relative) in new[] { (ScalarType.BFloat16, 1 / 32.0), (ScalarType.Float16, 1 / 256.0) }) // some roundings of 2^-8 and 2^-11
        {
            var difference = (Logits(type) - exact).norm().item<float>() / exact.norm().item<float>();
            Assert.InRange(difference, 1e-6, relative);
        }
    }

    [Fact]
    public void Training_changes_memory_and_never_the_file()
    {
        using var model = TinyPolicy.Model();
        Write(model, ScalarType.Float32);
        var before = File.ReadAllBytes(_folder.File("model.safetensors"));
        using (var loaded = CheckpointFolder.Load(_folder.Path))
        {
            using var scope = NewDisposeScope();
            var optimizer = optim.AdamW(loaded.parameters(), lr: 0.01);
            for (var step = 0; step < 2; step++)
            {
                optimizer.zero_grad();
                Loss(loaded).backward();
                optimizer.step();
            }

            Assert.All(loaded.named_parameters().Where(p => p.parameter.grad is not null).Zip(model.named_parameters()), p =>
                Assert.Equal(p.First.name.Contains("visual", StringComparison.Ordinal), p.First.parameter.equal(Weight(model, p.First.name)).all().item<bool>()));
            Assert.Equal(before, File.ReadAllBytes(_folder.File("model.safetensors")));
            CheckpointFolder.Save(loaded, _folder.Path); // over the file that the weights are mapped from
            using var again = CheckpointFolder.Load(_folder.Path);
            AssertEqual(loaded, again);
        }
    }

    [Fact]
    public void Writing_one_weight_does_not_spoil_the_backward_pass_of_another()
    {
        using var model = TinyPolicy.Model();
        Write(model, ScalarType.Float32);
        using var loaded = CheckpointFolder.Load(_folder.Path);
        using var scope = NewDisposeScope();
        var loss = Loss(loaded);
        using (no_grad()) Weight(loaded, "visual.merger.ln_q.weight").add_(1); // not part of the text's graph
        loss.backward();
        Assert.NotNull(Weight(loaded, "model.norm.weight").grad);
    }

    [Fact]
    public void A_copy_has_weights_of_its_own()
    {
        using var model = TinyPolicy.Model();
        Write(model, ScalarType.BFloat16);
        using var loaded = CheckpointFolder.Load(_folder.Path, ScalarType.BFloat16);
        using var copy = loaded.Copy();
        Assert.Equal(ScalarType.BFloat16, copy.Type);
        AssertEqual(loaded, copy);
        using (no_grad()) Weight(copy, "model.norm.weight").add_(1);
        Assert.False(Weight(copy, "model.norm.weight").allclose(Weight(loaded, "model.norm.weight")));
        NoLeaks.Check(() => loaded.Copy().Dispose());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_is_named_when_asked(float value)
    {
        const string Name = "visual.blocks.1.mlp.up_proj.weight";
        using var model = TinyPolicy.Model();
        using (no_grad())
        {
            using var place = Weight(model, Name).view(-1).narrow(0, 5, 1);
            place.fill_(value);
        }

        Write(model, ScalarType.Float32);
        CheckpointFolder.Load(_folder.Path).Dispose();
        NoLeaks.Check(() => Assert.Equal(
            $"{_folder.File("model.safetensors")}: {Name} holds values that are not finite.",
            Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder.Path, checkFinite: true)).Message));
    }

    [Fact]
    public void A_weight_too_large_for_half_precision_is_named_when_asked()
    {
        using var model = TinyPolicy.Model();
        using (no_grad()) Weight(model, "model.norm.weight").fill_(1e5f);
        Write(model, ScalarType.Float32);
        CheckpointFolder.Load(_folder.Path, ScalarType.BFloat16, checkFinite: true).Dispose();
        Assert.EndsWith(
            "model.norm.weight holds values that are not finite as Float16.",
            Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder.Path, ScalarType.Float16, checkFinite: true)).Message);
    }

    [Fact]
    public void Types_that_weights_do_not_have_are_refused()
    {
        using var model = TinyPolicy.Model();
        Write(model, ScalarType.Int8);
        Assert.EndsWith("should be of type Float32 or BFloat16 or Float16, but is Int8.", Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder.Path)).Message);
        Assert.Throws<ArgumentException>(() => CheckpointFolder.Load(_folder.Path, ScalarType.Int8));
    }

    [Theory]
    [InlineData("num_hidden_layers", "2000000000", "expected the tensor model.layers.2.input_layernorm.weight")]
    [InlineData("depth", "2000000000", "expected the tensor visual.blocks.2.norm1.weight")]
    [InlineData("vocab_size", "2147483647", "model.embed_tokens.weight should have shape (2147483647, 32)")]
    [InlineData("intermediate_size", "2147483647", "model.layers.0.mlp.gate_proj.weight should have shape (2147483647, 32)")]
    public void Sizes_that_the_files_do_not_bear_out_are_refused_before_anything_is_allocated(string key, string value, string expected)
    {
        using var model = TinyPolicy.Model();
        Write(model, ScalarType.Float32);
        var root = JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!.AsObject();
        (key == "depth" ? root["vision_config"]!.AsObject() : root)[key] = JsonNode.Parse(value);
        File.WriteAllText(_folder.File("config.json"), root.ToJsonString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder.Path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void A_policy_loads_in_half_precision_and_answers()
    {
        TinyPolicy.Save(_folder.Path);
        using var policy = QwenPolicy.Load(_folder.Path, ScalarType.BFloat16, CPU, checkFinite: true);
        using var clone = policy.Clone();
        Assert.Equal((ScalarType.BFloat16, ScalarType.BFloat16), (policy.Model.Type, clone.Model.Type));
        var answers = policy.Sample([TinyPolicy.OneImage], 2, new() { MaxNewTokens = 3 }, [new Foundations.SeedTree(1)])[0];
        Assert.All(answers, a => Assert.NotEmpty(a.TokenIds));
    }

    private static string DeviceTypeOf(Qwen25VLModel model) => model.Device.type.ToString().ToLowerInvariant();

    private static Parameter Weight(Qwen25VLModel model, string name) => model.named_parameters().Single(p => p.name == name).parameter;

    /// <summary>A scalar that depends on the language model's weights alone.</summary>
    private static Tensor Loss(Qwen25VLModel model)
    {
        var batch = PromptBatch.Create([new PromptInput([1, 2, 3, 4], [])], model.Config, CPU);
        return model.Logits(model.ReadPrompts(batch, null).Hidden).square().mean();
    }

    private static void AssertEqual(Qwen25VLModel expected, Qwen25VLModel actual)
    {
        foreach (var ((name, a), (other, b)) in expected.named_parameters().Zip(actual.named_parameters()))
        {
            Assert.Equal(name, other);
            Assert.True(a.allclose(b, 0, 0), name);
        }
    }

    private void Write(Qwen25VLModel model, ScalarType type)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        ConfigFile.Save(_folder.File("config.json"), model.Config, type);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), [.. model.named_parameters().Select(p => (p.name, p.parameter.to_type(type)))]);
    }

    /// <summary>Three shards with an index, in the published names or those of later transformers.</summary>
    private void Shards(Qwen25VLModel model, bool renamed)
    {
        string Name(string name) => !renamed || name.StartsWith("lm_head", StringComparison.Ordinal) ? name
            : name.StartsWith("visual.", StringComparison.Ordinal) ? "model." + name : "model.language_model" + name["model".Length..];
        ConfigFile.Save(_folder.File("config.json"), model.Config);
        var map = new JsonObject();
        foreach (var (part, tensors) in model.named_parameters().Chunk(20).Index())
        {
            var shard = $"model-{part + 1:D5}.safetensors";
            SafetensorsWriter.Write(_folder.File(shard), [.. tensors.Select(p => (Name(p.name), (Tensor)p.parameter))]);
            foreach (var (name, _) in tensors) map[Name(name)] = shard;
        }

        File.WriteAllText(_folder.File("model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
    }
}
