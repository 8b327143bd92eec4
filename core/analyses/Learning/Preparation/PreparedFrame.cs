using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>
/// The features as variables of a model without missing values: the median or the most frequent level stands for a missing
/// value, and an indicator tells where enough patients lack one. Rows that are held out count as missing outcomes.
/// </summary>
internal sealed class PreparedFrame
{
    private readonly LearningQuestion _question;
    private readonly Dictionary<string, (int Feature, int Level)> _inputs = new(StringComparer.Ordinal);

    public PreparedFrame(FeatureSummary summary, string patientKey, double least)
    {
        _question = summary.Question;
        var variables = new List<ModelVariable>();
        Imputed = new double[_question.Features.Count];
        for (var f = 0; f < Imputed.Length; f++)
        {
            var feature = _question.Features[f];
            var usual = Imputed[f] = summary.Usual(f);
            var column = feature.Column with { Evaluate = Mapped(feature.Column, v => double.IsNaN(v) ? usual : v), Constant = null };
            variables.Add(new ModelVariable(feature.Name, [column], [""], feature.IsCategory));
            if (feature.IsCategory)
            {
                for (var level = 0; level < feature.Levels.Count; level++) _inputs[feature.Name + feature.Levels[level]] = (f, level);
            }
            else
            {
                _inputs[feature.Name] = (f, -1);
            }

            var missing = summary.Missing(f);
            if (missing < Math.Max(1, least) || summary.Rows - missing < Math.Max(1, least)) continue;
            var name = $"is.na({feature.Name})";
            variables.Add(new ModelVariable(name, [new CompiledExpression(ValueType.Number(0, 1, 1), Mapped(feature.Column, v => double.IsNaN(v) ? 1 : 0))], [""], false));
            _inputs[name] = (f, -2);
        }

        Terms = ModelTerms.OfVariables(variables);
        Kept = Training(summary.Partition, patientKey);
    }

    public ModelTerms Terms { get; }

    /// <summary>What stands for a missing value, a feature.</summary>
    public double[] Imputed { get; }

    /// <summary>Makes a column missing in rows that are held out.</summary>
    private Func<CompiledExpression, CompiledExpression> Kept { get; }

    public CompiledExpression InTraining(CompiledExpression column) => Kept(column);

    /// <summary>A linear model over these variables.</summary>
    /// <param name="columns">Columns of the design.</param>
    /// <param name="coefficients">Of the columns in the units of the call.</param>
    /// <param name="intercept">Of the model.</param>
    public TrainedModel Linear(IReadOnlyList<DesignColumn> columns, ReadOnlySpan<double> coefficients, double intercept)
    {
        var model = _question.Describe();
        for (var f = 0; f < Imputed.Length; f++) model.Features[f].Imputed = Imputed[f];
        model.Linear = new LinearLearner { Intercept = intercept };
        for (var j = 0; j < columns.Count; j++)
        {
            var (feature, level) = _inputs[columns[j].Name];
            model.Inputs.Add(new ModelInput { Feature = (uint)feature, Level = level, Scale = 1 });
            model.Linear.Coefficients.Add(coefficients[j]);
        }

        return model;
    }

    private static Func<CompiledExpression, CompiledExpression> Training(Partition partition, string patientKey)
    {
        if (!partition.HasHeldOut) return column => column;
        return column => column with
        {
            Evaluate = run =>
            {
                var patients = CohortPatients.Of(patientKey, partition.Seed, run);
                var values = column.Evaluate(run).ToArray();
                for (var i = 0; i < values.Length; i++)
                {
                    if (partition.IsHeldOut(patients[i])) values[i] = double.NaN;
                }

                return values;
            },
        };
    }

    private static Func<SiteRun, ReadOnlyMemory<double>> Mapped(CompiledExpression column, Func<double, double> change) => run =>
    {
        var values = column.Evaluate(run).ToArray();
        for (var i = 0; i < values.Length; i++) values[i] = change(values[i]);
        return values;
    };
}
