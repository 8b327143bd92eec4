using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>Elastic nets satisfy the conditions of Karush, Kuhn and Tucker on the pooled rows, computed here from the rows alone.</summary>
public sealed class OptimalityTests
{
    private const double Lambda = 0.02;

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Train_ElasticNet_IsOptimalOnThePooledRows(double alpha)
    {
        var (model, x) = Fit($"train(recur ~ age + nodes + grade + pgr + er, data = rotterdam, model = elastic_net(alpha = {alpha}, lambda = {Lambda}))", "rotterdam");
        var y = Column("rotterdam", "recur");
        var p = Scores(model, x).Select(s => 1 / (1 + Math.Exp(-s))).ToArray();
        Assert.True(Math.Abs(y.Zip(p, (a, b) => a - b).Average()) < 1e-9);
        Require(model, x, j => Enumerable.Range(0, y.Length).Average(i => x[j][i] * (y[i] - p[i])), alpha);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Train_CoxNet_IsOptimalOnThePooledRows(double alpha)
    {
        var (model, x) = Fit($"train(Surv(dtime, death) ~ age + nodes + grade + pgr + er, data = rotterdam, model = cox_net(alpha = {alpha}, lambda = {Lambda}))", "rotterdam");
        double[] times = Column("rotterdam", "dtime"), events = Column("rotterdam", "death");
        var risks = Scores(model, x).Select(Math.Exp).ToArray();
        var order = Enumerable.Range(0, times.Length).OrderByDescending(i => times[i]).ToArray();
        double Slope(int j)
        {
            double s0 = 0, s1 = 0, sum = 0;
            for (int at = 0, end = 0; at < order.Length; at = end)
            {
                for (; end < order.Length && times[order[end]] == times[order[at]]; end++)
                {
                    s0 += risks[order[end]];
                    s1 += risks[order[end]] * x[j][order[end]];
                }

                for (var k = at; k < end; k++) sum += events[order[k]] > 0 ? x[j][order[k]] - (s1 / s0) : 0;
            }

            return sum / times.Length;
        }

        Require(model, x, Slope, alpha);
    }

    /// <summary>glmnet stops at a violation of 1e-6, so its coefficients agree to about as many digits (tests/golden/learning/make.R).</summary>
    [Fact]
    public void Train_CoxNet_HasGlmnetsCoefficients()
    {
        var (model, _) = Fit($"train(Surv(dtime, death) ~ age + nodes + grade + pgr + er, data = rotterdam, model = cox_net(lambda = {Lambda}))", "rotterdam");
        double[] expected = [0.01285934, 0.08397828, 0.27528314, -0.000219465, 0];
        for (var j = 0; j < expected.Length; j++) Assert.True(Math.Abs(model.Linear.Coefficients[j] - expected[j]) <= 2e-4 * Math.Abs(expected[j]), $"{model.Features[j].Name}: {model.Linear.Coefficients[j]:R}");
    }

    /// <summary>On columns divided by their standard deviation.</summary>
    private static void Require(TrainedModel model, double[][] x, Func<int, double> slope, double alpha)
    {
        for (var j = 0; j < x.Length; j++)
        {
            var mean = x[j].Average();
            var deviation = Math.Sqrt(x[j].Average(v => (v - mean) * (v - mean)));
            double b = model.Linear.Coefficients[j] * deviation, g = slope(j) / deviation;
            var off = b == 0 ? Math.Max(0, Math.Abs(g) - (Lambda * alpha)) : Math.Abs(g - (Lambda * alpha * Math.Sign(b)) - (Lambda * (1 - alpha) * b));
            Assert.True(off < 1e-7, $"{model.Features[j].Name}: {off:E2}");
        }

        Assert.Contains(model.Linear.Coefficients, c => c != 0);
    }

    private static (TrainedModel Model, double[][] Columns) Fit(string call, string dataset)
    {
        var model = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset).Answer(call).Model;
        return (model, [.. model.Features.Select(f => Column(dataset, f.Name))]);
    }

    private static double[] Column(string dataset, string name) => [.. Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset).Sources.SelectMany(s => s.Column(name).ToArray())];

    private static double[] Scores(TrainedModel model, double[][] x) => [.. Enumerable.Range(0, x[0].Length).Select(i => model.Linear.Intercept + model.Linear.Coefficients.Select((b, j) => b * x[j][i]).Sum())];
}
