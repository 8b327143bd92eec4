namespace FedOnco.Coordinator.Research;

/// <summary>What a person does in a study.</summary>
internal enum Deed
{
    /// <summary>Look at studies, datasets, and who asked what under which contract.</summary>
    Look,

    /// <summary>See results and models.</summary>
    SeeResults,

    /// <summary>Submit calls, and cancel or resume her own.</summary>
    Ask,

    /// <summary>Cancel or resume the runs of others.</summary>
    Lead,
}
