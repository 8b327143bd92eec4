namespace FedOnco.Analyses.Reduction;

/// <summary>A source that lives longer than a run and keeps what was computed from the whole dataset (rows of earlier cohorts).</summary>
public interface IRememberingSource : IColumnSource
{
    T Remember<T>(string key, Func<T> compute)
        where T : class;
}
