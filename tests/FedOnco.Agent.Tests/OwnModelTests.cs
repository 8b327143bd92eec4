using FedOnco.Agent.OwnModels;
using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>What a centre trains by itself with ML.NET, for the benefit report.</summary>
public sealed class OwnModelTests
{
    public static TheoryData<string, LearningTask> Learners
    {
        get
        {
            var data = new TheoryData<string, LearningTask>();
            foreach (var task in new[] { LearningTask.Binary, LearningTask.Counts, LearningTask.Regression })
            {
                foreach (var name in OwnLearners.For(task)) data.Add(name, task);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Scores_ClearSignal_IsLearntAndTheSameTwice(string name, LearningTask task)
    {
        var table = Table(task, 400);
        var learner = MlNetLearners.All.Single(l => l.Name == name);
        var scores = learner.Scores(task, table);
        Assert.NotNull(scores);
        Assert.Equal(scores, learner.Scores(task, table));
        double[] truth = [.. Enumerable.Range(300, 100).Select(i => table.Response[i])], held = scores[300..];
        var right = Enumerable.Range(0, 100).Sum(i => Enumerable.Range(0, 100).Count(j => truth[i] > truth[j] && held[i] > held[j]));
        var pairs = Enumerable.Range(0, 100).Sum(i => truth.Count(t => truth[i] > t));
        Assert.True(right > 0.75 * pairs, $"{right} of {pairs}");
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Scores_NoRowsOneRowOrOneClass_IsAModelOrNone(string name, LearningTask task)
    {
        var learner = MlNetLearners.All.Single(l => l.Name == name);
        var table = Table(task, 40);
        Assert.Null(learner.Scores(task, table with { Training = [] }));
        Assert.Null(learner.Scores(task, new OwnTable([], [], [])));
        var one = learner.Scores(task, table with { Training = [3] });
        Assert.True(one is null || one.Length == 40);
        if (task == LearningTask.Binary) Assert.Null(learner.Scores(task, table with { Response = new double[40] }));
    }

    /// <summary>What a model says of patients must not come from their own outcomes.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void Scores_OtherOutcomesHeldOut_AreTheSame(string name, LearningTask task)
    {
        var table = Table(task, 400);
        var learner = MlNetLearners.All.Single(l => l.Name == name);
        double[] other = [.. table.Response[..300], .. table.Response[300..].Select(y => task == LearningTask.Binary ? 1 - y : y + 5)];
        Assert.Equal(learner.Scores(task, table), learner.Scores(task, table with { Response = other }));
    }

    private static OwnTable Table(LearningTask task, int rows)
    {
        var random = new Random(5);
        var inputs = Enumerable.Range(0, rows).Select(i => new[] { (float)random.NextDouble(), i % 7 == 0 ? float.NaN : (float)random.NextDouble(), i % 2 }).ToArray();
        var response = inputs.Select(x => (3 * x[0]) + x[2] + (0.3 * random.NextDouble())).Select(y => task == LearningTask.Binary ? y > 2.1 ? 1 : 0 : task == LearningTask.Counts ? Math.Floor(2 * y) : y).ToArray();
        return new OwnTable(inputs, response, [.. Enumerable.Range(0, rows * 3 / 4)]);
    }
}
