using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>From the last totals to the result tables (p-values, intervals), at the coordinator; free to use MathNet.</summary>
public interface IReport<in TTotals>
{
    Result Report(StudyContext context, TTotals totals);
}
