using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>One row a bin.</summary>
public sealed class HistReport : IReport<double[]>
{
    public Result Report(StudyContext context, double[] totals)
    {
        var spec = context.Question.Analysis.Hist;
        var table = new TableBuilder()
            .Texts("variable", totals.Select(_ => spec.Formula.Right.ToText()))
            .Numbers("lower", spec.Breaks.SkipLast(1))
            .Numbers("upper", spec.Breaks.Skip(1))
            .Numbers("n", totals);
        return new Result { Tidy = table.Build() }.With("n", totals.Sum());
    }
}
