using UrbanDataHub.Tests.Gateway.Trial;

[assembly: AssemblyFixture(typeof(SharedNodes))]
