namespace UrbanDataHub.Tests.Servers;

/// <summary>The programs of a node, in the order of their ports.</summary>
public enum HubProgram
{
    /// <summary>The only public one.</summary>
    Gateway,

    /// <summary>Domain service.</summary>
    Sensors,

    /// <summary>Domain service.</summary>
    Mobility,

    /// <summary>Domain service.</summary>
    Climate,

    /// <summary>Domain service.</summary>
    Social,

    /// <summary>Catalogue and web pages.</summary>
    Portal,
}

/// <summary>What follows from a program's name.</summary>
public static class HubPrograms
{
    /// <summary>All of a node.</summary>
    public static IReadOnlyList<HubProgram> All { get; } = Enum.GetValues<HubProgram>();

    /// <summary>The name in addresses, queues and databases.</summary>
    public static string Word(this HubProgram program) => program.ToString().ToLowerInvariant();

    /// <summary>The assembly, <c>UrbanDataHub.Social</c>.</summary>
    public static string Assembly(this HubProgram program) => $"UrbanDataHub.{program}";

    /// <summary>Whether it imports sources.</summary>
    public static bool IsDomain(this HubProgram program) => program is not (HubProgram.Gateway or HubProgram.Portal);
}
