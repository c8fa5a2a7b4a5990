using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

[assembly: AssemblyFixture(typeof(SharedNodes))]
[assembly: AssemblyFixture(typeof(SharedSensorTown))]
