namespace FedOnco.Agent.Gate;

/// <summary>When this site's IT is asked before a call runs.</summary>
internal enum Approval
{
    /// <summary>Never: the rules of the policy are enough.</summary>
    Automatic,

    /// <summary>Once for each question.</summary>
    Contract,

    /// <summary>Every time.</summary>
    Always,
}
