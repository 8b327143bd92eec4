using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Protos;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace FedOnco.Agent.OwnModels;

/// <summary>One of ML.NET's learners on this centre's own rows.</summary>
/// <param name="name">As in <see cref="OwnLearners"/>.</param>
/// <param name="classes">Its form for two classes.</param>
/// <param name="numbers">Its form for numbers and counts.</param>
internal sealed class MlNetLearner(string name, Func<MLContext, IEstimator<ITransformer>> classes, Func<MLContext, IEstimator<ITransformer>> numbers) : IOwnLearner
{
    public const int Seed = 1;

    public string Name => name;

    public double[]? Scores(LearningTask task, OwnTable table)
    {
        if (table.Inputs.Length == 0 || table.Inputs[0].Length == 0 || table.Training.Length == 0) return null;
        if (task == LearningTask.Binary && table.Training.Select(i => table.Response[i] > 0.5).Distinct().Count() < 2) return null;
        try
        {
            return task == LearningTask.Binary
                ? Scores(table, classes, i => new ClassRow { Features = table.Inputs[i], Label = table.Response[i] > 0.5 })
                : Scores(table, numbers, i => new NumberRow { Features = table.Inputs[i], Label = (float)table.Response[i] });
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or NotSupportedException or DllNotFoundException)
        {
            // Too few rows for it, or no build for this machine. Its messages may quote values: they are not passed on.
            return null;
        }
    }

    private static double[] Scores<TRow>(OwnTable table, Func<MLContext, IEstimator<ITransformer>> trainer, Func<int, TRow> row)
        where TRow : OwnRow
    {
        var ml = new MLContext(Seed);
        var shape = SchemaDefinition.Create(typeof(TRow));
        shape[nameof(OwnRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, table.Inputs[0].Length);
        var training = ml.Data.LoadFromEnumerable(table.Training.Select(row), shape);
        var all = ml.Data.LoadFromEnumerable(Enumerable.Range(0, table.Inputs.Length).Select(row), shape);
        var scored = trainer(ml).Fit(training).Transform(all);
        return [.. scored.GetColumn<float>("Score").Select(s => (double)s)];
    }
}
