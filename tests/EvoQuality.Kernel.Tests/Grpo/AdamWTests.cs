using EvoQuality.Foundations;
using EvoQuality.Grpo;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class AdamWTests
{
    [Fact]
    public void One_step_by_hand()
    {
        // Gradient 2: mean 0.2, square 0.004; corrected 2 and 4, so the step is -rate * 2 / (2 + eps), after the decay of 1.
        using var parameter = new Parameter(ones(1));
        using var update = new ParameterUpdate([parameter], new UpdateOptions { WeightDecay = 0.1, ClipNorm = 100 });
        using var loss = parameter.mul(tensor(2f)).sum();
        Assert.Equal(2, update.Step(loss, rate: 0.01), 6);
        Assert.Equal(1 - 0.001 - 0.01, parameter.item<float>(), 6);
    }

    [Fact]
    public void Twenty_steps_are_those_of_torch_with_clipping()
    {
        using var scope = NewDisposeScope();
        using var generator = new SeedTree(5).Generator();
        Parameter[] Copies() => [new(ones(3, 4)), new(zeros(5))];
        var (ours, theirs) = (Copies(), Copies());
        using var update = new ParameterUpdate(ours);
        using var reference = optim.AdamW(theirs, lr: 0.02, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.01);
        for (var step = 0; step < 20; step++)
        {
            Tensor[] weights = [randn(3, 4, generator: generator) * (step + 1), randn(5, generator: generator)];
            Tensor Loss(Parameter[] p) => (p[0].exp() * weights[0]).sum() + ((p[1] - 1).pow(2) * weights[1]).sum();
            Loss(theirs).backward();
            var norm = nn.utils.clip_grad_norm_(theirs, 1);
            reference.step();
            reference.zero_grad();
            Assert.Equal(norm, update.Step(Loss(ours), 0.02), norm * 1e-5);
        }

        foreach (var (mine, other) in ours.Zip(theirs)) Assert.True(mine.allclose(other, rtol: 0, atol: 1e-6));
        Assert.All(ours, p => Assert.Null(p.grad));
    }

    [Fact]
    public void No_tensor_is_left_behind() => NoLeaks.Check(() =>
    {
        using var parameter = new Parameter(ones(3));
        using var update = new ParameterUpdate([parameter]);
        for (var i = 0; i < 3; i++)
        {
            using var loss = parameter.sum();
            update.Step(loss, 0.1);
        }
    });
}
