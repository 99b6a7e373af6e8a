using EvoQuality.Foundations;
using EvoQuality.Grpo;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class ParameterUpdateTests
{
    private static readonly SeedTree Seed = new(7);

    public static TheoryData<UpdatePrecision, ScalarType> Modes()
    {
        var modes = new TheoryData<UpdatePrecision, ScalarType>();
        foreach (var precision in Enum.GetValues<UpdatePrecision>())
        {
            modes.Add(precision, ScalarType.Float32);
            modes.Add(precision, ScalarType.BFloat16);
        }

        return modes;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Going_on_from_a_file_is_going_on_bit_for_bit(UpdatePrecision precision, ScalarType moments)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        string Place(string name) => Path.Combine(folder.Path, name);
        var options = new UpdateOptions { Precision = precision, Moments = moments };
        var through = Weights();
        using var update = new ParameterUpdate(through, options, Seed);
        Train(through, update, 0, 3);
        update.Save(Place("state"));
        var resumed = Weights();
        using (no_grad())
            foreach (var (mine, theirs) in resumed.Zip(through)) mine.Value.copy_(theirs.Value);
        Train(through, update, 3, 6);
        update.Save(Place("end"));

        using var second = new ParameterUpdate(resumed, options, Seed);
        second.Load(Place("state"));
        Assert.Equal(3, second.Steps);
        Train(resumed, second, 3, 6);
        second.Save(Place("again"));
        Assert.Equal(File.ReadAllBytes(Place("end")), File.ReadAllBytes(Place("again")));
        foreach (var (mine, theirs) in resumed.Zip(through)) Assert.Equal(theirs.Value.bytes.ToArray(), mine.Value.bytes.ToArray());
    }

    [Fact]
    public void State_of_another_mode_seed_or_parameter_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "state");
        var weights = Weights();
        var options = new UpdateOptions { Precision = UpdatePrecision.Stochastic };
        using (var update = new ParameterUpdate(weights, options, Seed))
        {
            Train(weights, update, 0, 1);
            update.Save(file);
        }

        Refused("precision Master", weights, new UpdateOptions(), Seed);
        Refused("moments BFloat16", weights, options with { Moments = ScalarType.BFloat16 }, Seed);
        Refused("seed 8", weights, options, new SeedTree(8));
        Refused("mean.bias", weights[..1], options, Seed);
        Refused("mean.third", [.. weights, ("third", new Parameter(ones(2)))], options, Seed);
        Refused("(5)", [weights[0], ("bias", new Parameter(ones(6)))], options, Seed);

        void Refused(string word, (string, Parameter)[] parameters, UpdateOptions how, SeedTree seed)
        {
            using var update = new ParameterUpdate(parameters, how, seed);
            Assert.Contains(word, Assert.Throws<InvalidDataException>(() => update.Load(file)).Message, StringComparison.Ordinal);
            Assert.Equal(0, update.Steps);
        }
    }

    [Fact]
    public void State_is_not_put_beside_other_weights()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "state");
        var weights = Weights();
        using var update = new ParameterUpdate(weights);
        update.Save(file);
        using (no_grad()) weights[0].Value.zero_();
        Assert.Contains("weight is not the weight", Assert.Throws<InvalidDataException>(() => update.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_or_cut_short_is_refused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "state");
        var weights = Weights();
        using var update = new ParameterUpdate(weights);
        EvoQuality.Weights.SafetensorsWriter.Write(file, [("weight", ones(2))]);
        Assert.Contains("optimizer AdamW", Assert.Throws<InvalidDataException>(() => update.Load(file)).Message, StringComparison.Ordinal);
        update.Save(file);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^3]);
        Assert.Contains("truncated", Assert.Throws<InvalidDataException>(() => update.Load(file)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => update.Load(file + "2"));
    }

    [Fact]
    public void Parts_of_a_batch_give_the_step_of_the_whole()
    {
        using var scope = NewDisposeScope();
        Parameter[] whole = [new(ones(8))], parts = [new(ones(8))];
        using ParameterUpdate once = new(whole), eight = new(parts);
        var targets = arange(8).to_type(ScalarType.Float32);
        for (var step = 0; step < 3; step++)
        {
            var norm = once.Step((whole[0] - targets).pow(2).mean(), 0.1);
            for (var i = 0; i < 8; i++) eight.Accumulate((parts[0][i] - targets[i]).pow(2) / 8);
            Assert.Equal(norm, eight.Apply(0.1), 1e-6);
        }

        Assert.True(whole[0].allclose(parts[0], rtol: 0, atol: 1e-6));
        Assert.Equal(3, eight.Steps);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_is_not_finite_changes_neither_weights_nor_state(UpdatePrecision precision, ScalarType moments)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        string Place(string name) => Path.Combine(folder.Path, name);
        var weights = Weights();
        using var update = new ParameterUpdate(weights, new UpdateOptions { Precision = precision, Moments = moments }, Seed);
        Train(weights, update, 0, 2);
        update.Save(Place("before"));
        var before = weights.Select(w => w.Value.bytes.ToArray()).ToArray();

        update.Accumulate(Loss(weights, 5));
        Assert.Throws<ArithmeticException>(() => update.Accumulate(Loss(weights, 6) * double.NaN)); // the loss
        Assert.Throws<InvalidOperationException>(() => update.Apply(0.1)); // the first part is gone, too
        var infinite = (weights[0].Value - weights[0].Value.detach()).abs().sqrt().sum(); // 0, with an infinite slope
        Assert.Throws<ArithmeticException>(() => update.Step(infinite, 0.1)); // the gradient

        update.Save(Place("after"));
        Assert.Equal(File.ReadAllBytes(Place("before")), File.ReadAllBytes(Place("after")));
        Assert.Equal(before, weights.Select(w => w.Value.bytes.ToArray()));
        Assert.All(weights, w => Assert.Null(w.Value.grad));
    }

    [Fact]
    public void Dropped_gradients_are_not_part_of_the_next_step()
    {
        using var scope = NewDisposeScope();
        Parameter[] one = [new(ones(3))], other = [new(ones(3))];
        using ParameterUpdate update = new(one), plain = new(other);
        update.Accumulate(one[0].sum() * 100);
        update.Clear();
        update.Step(one[0].sum(), 0.1);
        plain.Step(other[0].sum(), 0.1);
        Assert.Equal(other[0].bytes.ToArray(), one[0].bytes.ToArray());
    }

    [Fact]
    public void Only_what_requires_a_gradient_is_trained()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        weights[1].Value.requires_grad = false;
        using (var update = new ParameterUpdate(weights)) Assert.Equal(["weight"], update.Names);
        weights[0].Value.requires_grad = false;
        Assert.Throws<ArgumentException>(() => new ParameterUpdate(weights));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Workers_take_the_same_steps_to_the_bit(UpdatePrecision precision, ScalarType moments)
    {
        byte[][] Trained(int threads)
        {
            using var use = TorchThreads.Use(threads);
            using var scope = NewDisposeScope();
            var weights = Weights();
            using var update = new ParameterUpdate(weights, new UpdateOptions { Precision = precision, Moments = moments }, Seed);
            Train(weights, update, 0, 4);
            return [.. weights.Select(w => w.Value.bytes.ToArray())];
        }

        Assert.Equal(Trained(1), Trained(2));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void No_tensor_is_left_behind(UpdatePrecision precision, ScalarType moments) => NoLeaks.Check(() =>
    {
        using var folder = new TemporaryFolder();
        var weights = Weights();
        using (var update = new ParameterUpdate(weights, new UpdateOptions { Precision = precision, Moments = moments }, Seed))
        {
            Train(weights, update, 0, 3);
            update.Save(Path.Combine(folder.Path, "state"));
            update.Load(Path.Combine(folder.Path, "state"));
        }

        foreach (var (_, value) in weights) value.Dispose();
    });

    /// <summary>A bf16 matrix and an fp32 vector.</summary>
    private static (string Name, Parameter Value)[] Weights()
    {
        using var scope = NewDisposeScope();
        using var generator = new SeedTree(1).Generator();
        var matrix = randn(6, 5, generator: generator).to_type(ScalarType.BFloat16);
        return
        [
            ("weight", (Parameter)new Parameter(matrix).MoveToOuterDisposeScope()),
            ("bias", (Parameter)new Parameter(zeros(5)).MoveToOuterDisposeScope()),
        ];
    }

    private static void Train((string Name, Parameter Value)[] weights, ParameterUpdate update, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            update.Step(Loss(weights, step), 1e-3);
        }
    }

    private static Tensor Loss((string Name, Parameter Value)[] weights, int step)
    {
        using var generator = new SeedTree(2).Child(step).Generator();
        var inputs = randn(4, 6, generator: generator);
        return (inputs.to_type(ScalarType.BFloat16).matmul(weights[0].Value).to_type(ScalarType.Float32) + weights[1].Value).pow(2).mean();
    }
}
